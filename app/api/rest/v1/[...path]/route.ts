import { Readable } from 'node:stream';
import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { downloadResponse } from '@/app/api/_http/download-response';
import { contentDisposition, fileResponse, textResponse } from '@/app/api/_http/file-response';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { answerRequest } from '@/lib/api/answer-request';
import type { ApiAnswer, Operation } from '@/lib/api/operation';
import { countRequest } from '@/lib/api/rate-limit';
import { API_BASE, findOperation } from '@/lib/api/registry';

/** Every operation of the API: finds it, counts the request, parses it, runs it, and makes an HTTP answer. */
const answer = route(z.object({}), async (request, { viewer, url }) => {
  const { isOver, headers } = await countRequest(viewer.userId, request.method);
  if (isOver)
    return problemResponse(
      [{ code: 'too_many_requests', message: 'Too many requests; wait a moment.' }],
      headers,
    );
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = findOperation(method, url.pathname.slice(API_BASE.length));
  if (found.kind === 'nothing')
    return problemResponse([{ code: 'not_found', message: 'There is nothing at this address.' }], headers);
  if (found.kind === 'wrong_method') {
    const message = `This address takes ${found.allowed.join(', ')}.`;
    return problemResponse([{ code: 'wrong_method', message }], {
      ...headers,
      Allow: found.allowed.join(', '),
    });
  }
  const result = await answerRequest(found.operation, {
    viewer,
    params: found.params,
    query: url.searchParams,
    body: bodyChunks(request),
    contentType: request.headers.get('content-type'),
    idempotencyKey: request.headers.get('idempotency-key'),
    ifNoneMatch: request.headers.get('if-none-match'),
  });
  if (!result.ok) return problemResponse(result.problems, headers);
  const response = await httpAnswer(request, found.operation, result.value);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
});

async function httpAnswer(request: Request, operation: Operation, given: ApiAnswer): Promise<Response> {
  switch (given.kind) {
    case 'json': {
      const headers = given.etag ? { ETag: given.etag, 'Cache-Control': 'private, no-cache' } : {};
      return jsonResponse(given.value, { status: operation.status ?? 200, headers });
    }
    case 'not_modified':
      return new Response(null, {
        status: 304,
        headers: { ETag: given.etag, 'Cache-Control': 'private, no-cache' },
      });
    case 'stored':
      return fileResponse(request, given);
    case 'text':
      return textResponse(request, given);
    case 'bytes':
      return downloadResponse(given);
    case 'stream':
      return new Response(Readable.toWeb(given.content) as ReadableStream, {
        headers: {
          'Content-Type': given.contentType,
          'Content-Disposition': contentDisposition(given.fileName),
          'Cache-Control': 'private, no-store',
          'X-Content-Type-Options': 'nosniff',
        },
      });
  }
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
