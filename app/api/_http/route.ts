import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { problemResponse } from '@/app/api/_http/problem';
import { requestViewer } from '@/app/_data/session';
import type { Viewer } from '@/lib/identity/viewer';
import { isDatabaseUnavailable } from '@/lib/platform/unavailable.core';
import { log } from '@/lib/platform/log';

interface Context<Params> {
  readonly viewer: Viewer;
  readonly params: Params;
  readonly url: URL;
}

type NextContext = { params: Promise<Record<string, string | string[] | undefined>> };

/**
 * What every API route stands on: who asks (session or token), whether the request comes from this site, the parsed path,
 * and an answer for whatever is thrown. The handler makes one call into `lib`, which decides what the asker may.
 */
export function route<Schema extends z.ZodType>(
  schema: Schema,
  handler: (request: Request, context: Context<z.infer<Schema>>) => Promise<Response>,
): (request: Request, context: NextContext) => Promise<Response> {
  return async (request, context) => {
    const requestId = randomUUID();
    try {
      const asked = await requestViewer(request);
      if (!asked) {
        return problemResponse([{ code: 'unauthenticated', message: 'Sign in, or send a token.' }]);
      }
      if (asked.by === 'session' && isCrossSite(request)) {
        return problemResponse([{ code: 'cross_site', message: 'This request came from another site.' }]);
      }
      if (asked.viewer.scope === 'read' && request.method !== 'GET' && request.method !== 'HEAD') {
        return problemResponse([{ code: 'forbidden', message: 'This token may only read.' }]);
      }
      const params = schema.safeParse((await context.params) ?? {});
      if (!params.success)
        return problemResponse([{ code: 'not_found', message: 'There is nothing at this address.' }]);
      return await handler(request, { viewer: asked.viewer, params: params.data, url: new URL(request.url) });
    } catch (error) {
      return failure(error, request, requestId);
    }
  };
}

/** A request that changes something and carries a session must come from our own pages (A67). */
export function isCrossSite(request: Request): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  const origin = request.headers.get('origin');
  if (origin === null) return request.headers.get('sec-fetch-site') === 'cross-site';
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

function failure(error: unknown, request: Request, requestId: string): Response {
  const path = new URL(request.url).pathname;
  if (isBrokenOff(error)) {
    log.info({ requestId, path }, 'the client went away');
    return problemResponse([
      { code: 'broken_off', message: 'The request broke off before its end. Nothing was counted.' },
    ]);
  }
  log.error({ err: error, requestId, path }, 'a request failed');
  if (isDatabaseUnavailable(error)) {
    const problem = {
      code: 'busy',
      message: 'The server is very busy. Nothing was lost; try again in a moment.',
    };
    return problemResponse([problem], { 'Retry-After': '5' });
  }
  const message = `Something went wrong on the server (request ${requestId}). Nothing was counted; try again, and tell the staff if it stays.`;
  const body = { type: 'about:blank#internal', title: message, status: 500, code: 'internal', problems: [] };
  return new Response(JSON.stringify(body), {
    status: 500,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'private, no-store' },
  });
}

export function isBrokenOff(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    code === 'ECONNRESET' ||
    error.message === 'aborted' ||
    error.name === 'ResponseAborted' ||
    error.message === 'the upload stalled'
  );
}
