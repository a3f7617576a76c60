import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { problemCode } from '@/lib/api/problem-codes.core';
import { projectRoot } from '@/lib/platform/root';

/** A refused body is read on and dropped for this long, so that a client that still sends gets the answer. */
const DROPPED_MS_MAX = 5_000;

export interface FrontRefusal {
  readonly code: string;
  readonly message: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** Answers a request in the place of the site, in the form its sender reads. Its connection is not used again. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, given: FrontRefusal): void {
  if (response.headersSent || response.writableEnded) return void request.destroy();
  const { status, title } = problemCode(given.code);
  const { type, body } = bodyFor(request, given, status, title);
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'private, no-store',
    Connection: 'close',
    'X-Content-Type-Options': 'nosniff',
    ...(given.code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer realm="saddlepoint"' } : {}),
    ...(given.retryAfter === undefined ? {} : { 'Retry-After': String(given.retryAfter) }),
  });
  response.end(body);
  request.resume();
  setTimeout(() => request.destroy(), DROPPED_MS_MAX).unref();
}

function bodyFor(
  request: IncomingMessage,
  { code, message }: FrontRefusal,
  status: number,
  title: string,
): { type: string; body: string } {
  const isApi = /^\/api\//.test(request.url ?? '');
  if (!isApi && request.headers['next-action'] === undefined && request.headers.rsc === undefined)
    return { type: 'text/html; charset=utf-8', body: page(localeOf(request), code) };
  // A page's own script shows a plain text to whoever pressed the button.
  if (!isApi) return { type: 'text/plain; charset=utf-8', body: message };
  const problem = {
    type: `/developers/api#code-${code}`,
    title,
    status,
    code,
    message,
    detail: message,
    problems: [{ code, message }],
    errors: [{ code, message }],
  };
  return { type: 'application/problem+json', body: JSON.stringify(problem) };
}

type Locale = 'en' | 'zh-TW';

/** As app/_i18n chooses it: what the reader chose, else what the browser asks for. */
function localeOf({ headers }: IncomingMessage): Locale {
  const chosen = /(?:^|; )locale=(en|zh-TW)(?:;|$)/.exec(headers.cookie ?? '')?.[1];
  if (chosen === 'en' || chosen === 'zh-TW') return chosen;
  return /^zh/i.test(headers['accept-language']?.trim() ?? '') ? 'zh-TW' : 'en';
}

const messagesSchema = z.object({
  front: z.object({
    back: z.string(),
    pages: z.record(z.string(), z.object({ title: z.string(), text: z.string() })),
  }),
});
const loaded = new Map<Locale, z.infer<typeof messagesSchema>['front']>();

function textsOf(locale: Locale): z.infer<typeof messagesSchema>['front'] {
  const known = loaded.get(locale);
  if (known) return known;
  const file = path.join(projectRoot(), 'messages', `${locale}.json`);
  const { front } = messagesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  loaded.set(locale, front);
  return front;
}

/** A page that stands by itself: nothing behind it may be there. */
function page(locale: Locale, code: string): string {
  const { back, pages } = textsOf(locale);
  const { title, text } = pages[code] ?? pages.other ?? { title: '', text: '' };
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}</style>
</head><body><main><h1>${title}</h1><p>${text}</p><p><a href="">${back}</a></p></main></body></html>`;
}
