import { statusOf } from '@/app/api/_http/problem';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { isDatabaseUnavailable } from '@/lib/platform/unavailable.core';
import type { Problem } from '@/lib/platform/result';

const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store' };

/** JSON for the public client. */
export function wireJson(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: HEADERS });
}

/** A refusal as the public client shows it: `message`, a line a problem. */
export function wireProblem(problems: readonly Problem[]): Response {
  const code = statusOf(problems[0]?.code ?? '');
  // 422 is none the client knows; what it can't use it calls a bad request.
  const status = code === 422 ? 400 : code;
  return wireJson({ code: status, message: problems.map((each) => each.message).join('\n') }, status);
}

export function wireRefusal(status: number, message: string): Response {
  return wireJson({ code: status, message }, status);
}

/** Whatever a handler throws becomes an answer; nothing of it reaches the client. */
export async function guarded(request: Request, handler: () => Promise<Response>): Promise<Response> {
  try {
    return await handler();
  } catch (error) {
    log.error({ err: error, path: new URL(request.url).pathname }, 'a request failed');
    if (isDatabaseUnavailable(error)) {
      const busy = wireRefusal(503, 'The server is very busy; try again in a moment.');
      busy.headers.set('Retry-After', '5');
      return busy;
    }
    return wireRefusal(500, 'Something went wrong on the server. Nothing was counted; try again.');
  }
}

/** Where the client reached this site, so that the addresses it is given lead back the same way. */
export function originOf(request: Request): string {
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  if (!host) return new URL(request.url).origin;
  // A proxy in front may not say that it was reached by https; the configured address does.
  const { publicUrl } = env();
  if (URL.canParse(publicUrl) && new URL(publicUrl).host === host) return new URL(publicUrl).origin;
  const protocol = request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol.replace(':', '');
  return `${protocol.split(',')[0]}://${host}`;
}
