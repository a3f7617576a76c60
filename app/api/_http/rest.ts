import { randomUUID } from 'node:crypto';
import { downloadResponse, streamResponse } from '@/app/api/_http/download-response';
import { drainingBody, type DrainingBody } from '@/app/api/_http/draining-body';
import { fileResponse, textResponse } from '@/app/api/_http/file-response';
import { isBrokenOff, isCrossSite } from '@/app/api/_http/route';
import { requestViewer } from '@/app/_data/session';
import { originOf } from '@/app/api/v1/_wire';
import { matchOperation } from '@/lib/api/match.core';
import type { Answer, Operation } from '@/lib/api/operation';
import { BASE_PATH, OPERATIONS } from '@/lib/api/operations';
import { problemCode } from '@/lib/api/problem-codes.core';
import { countRequest } from '@/lib/api/rate-limit';
import { parseRequest } from '@/lib/api/request';
import { maySend } from '@/lib/api/scope.core';
import { isDatabaseUnavailable } from '@/lib/platform/unavailable.core';
import { log } from '@/lib/platform/log';
import type { Problem } from '@/lib/platform/result';

type Headers = Readonly<Record<string, string>>;

const PRIVATE = { 'Cache-Control': 'private, no-store' };

/** Answers a request to the REST API: finds the operation, who asks and whether they may, and runs it. */
export async function answerRest(request: Request): Promise<Response> {
  const requestId = randomUUID();
  try {
    const body = drainingBody(request);
    const response = await answer(request, body);
    await body.drain();
    return response;
  } catch (error) {
    return failure(error, request, requestId);
  }
}

async function answer(request: Request, { chunks }: DrainingBody): Promise<Response> {
  const url = new URL(request.url);
  const match = matchOperation(OPERATIONS, request.method, url.pathname.slice(BASE_PATH.length));
  if (match.kind === 'no_path') return refusal(NO_PATH);
  if (match.kind === 'no_method')
    return refusal([{ code: 'method_not_allowed', message: `Use ${match.allow.join(' or ')}.` }], {
      Allow: match.allow.join(', '),
    });
  const { operation, params } = match;
  const asked = await requestViewer(request);
  if (!asked) return refusal(NO_VIEWER, { 'WWW-Authenticate': 'Bearer realm="saddlepoint"' });
  const { viewer, by } = asked;
  const isRead = operation.method === 'GET';
  const limit = await countRequest(viewer, isRead ? 'reads' : 'writes');
  if (!limit.allowed) return refusal(TOO_MANY, limit.headers);
  if (by === 'session' && (!isRead || isCrossSite(request))) return refusal(NO_TOKEN, limit.headers);
  if (!maySend(viewer.scope, operation.scope)) return refusal(scopeMissing(operation), limit.headers);
  const header = (name: string): string | null => request.headers.get(name);
  const parsed = await parseRequest(operation, { params, query: url.searchParams, header, chunks });
  if (!parsed.ok) return refusal(parsed.problems, limit.headers);
  const ask = { viewer, header, origin: originOf(request), ...parsed.value };
  const result = await operation.run(ask);
  const response = result.ok ? await responseOf(request, operation, result.value) : refusal(result.problems);
  for (const [name, value] of Object.entries(limit.headers)) response.headers.set(name, value);
  return response;
}

const NO_PATH = [
  {
    code: 'not_found',
    message: `There is nothing at this address; ${BASE_PATH}/openapi.json lists what is.`,
  },
];
const NO_VIEWER = [{ code: 'unauthenticated', message: 'Send a token: Authorization: Bearer sp_…' }];
const NO_TOKEN = [
  { code: 'token_needed', message: 'A session may only read here. Make a token on the account page.' },
];
const TOO_MANY = [{ code: 'too_many_requests', message: 'Too many requests; wait as Retry-After says.' }];

function scopeMissing({ scope }: Operation): readonly Problem[] {
  const what = scope === 'all' ? 'everything' : 'submit';
  return [
    { code: 'scope_missing', message: `This needs a token that may do more: its scope must be ${what}.` },
  ];
}

async function responseOf(request: Request, operation: Operation, given: Answer): Promise<Response> {
  const { status, schema } = operation.answer;
  switch (given.kind) {
    case 'value': {
      // What the schema does not list never leaves.
      const body = schema ? schema.parse(given.value) : given.value;
      return Response.json(body, { status, headers: { ...PRIVATE, ...given.headers } });
    }
    case 'unchanged':
      return new Response(null, { status: 304, headers: given.headers });
    case 'nothing':
      return new Response(null, { status: 204, headers: PRIVATE });
    case 'stored':
      return fileResponse(request, given);
    case 'text':
      return textResponse(request, given);
    case 'bytes':
      return downloadResponse(given);
    case 'stream':
      return streamResponse(given);
  }
}

/** RFC 9457. The first problem gives the code; all of them are listed. */
export function refusal(problems: readonly Problem[], headers: Headers = {}): Response {
  const [first] = problems;
  const code = first?.code ?? 'bad_request';
  const { status, title } = problemCode(code);
  const body = {
    type: `/developers/api#code-${code}`,
    title,
    status,
    code,
    detail: problems
      .map((each) => each.message)
      .join(' ')
      .slice(0, 2_000),
    errors: problems,
  };
  const retry = status === 503 ? { 'Retry-After': '5' } : {};
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...PRIVATE, ...retry, ...headers },
  });
}

function failure(error: unknown, request: Request, requestId: string): Response {
  const path = new URL(request.url).pathname;
  if (isBrokenOff(error)) {
    log.info({ requestId, path }, 'the client went away');
    return refusal([
      { code: 'broken_off', message: 'The request broke off before its end. Nothing was counted.' },
    ]);
  }
  log.error({ err: error, requestId, path }, 'a request failed');
  if (isDatabaseUnavailable(error))
    return refusal([
      { code: 'busy', message: 'The server is very busy. Nothing was lost; try again in a moment.' },
    ]);
  const message = `Something went wrong on the server (request ${requestId}). Nothing was counted; try again, and tell the staff if it stays.`;
  return refusal([{ code: 'internal', message }]);
}
