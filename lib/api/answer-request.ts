import type { z } from 'zod';
import { fieldProblems, type ApiAnswer, type Operation } from '@/lib/api/operation';
import type { Viewer } from '@/lib/identity/viewer';
import { ok, refuse, type Result } from '@/lib/platform/result';

const JSON_BYTES_MAX = 200_000;

/** A request to an operation as it came, before anything is parsed. */
export interface ApiRequest {
  readonly viewer: Viewer;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: AsyncIterable<Uint8Array>;
  /** null: none was given. */
  readonly contentType: string | null;
  readonly idempotencyKey: string | null;
  readonly ifNoneMatch: string | null;
}

/** Parses a request into the operation's types, each mistake with its field, and runs the operation. */
export async function answerRequest(operation: Operation, request: ApiRequest): Promise<Result<ApiAnswer>> {
  const params = parsed(operation.params, request.params, 'path');
  // A path whose parts can't be is a path where nothing is.
  if (!params.ok) return refuse({ code: 'not_found', message: 'There is nothing at this address.' });
  const query = parsed(operation.query, entriesOf(request.query), 'query');
  if (!query.ok) return query;
  const type = mediaType(request.contentType);
  const accepted = operation.upload ?? (operation.body ? ['application/json'] : null);
  if (accepted && !(type === null && operation.upload) && !accepted.includes(type ?? ''))
    return refuse({
      code: 'wrong_media_type',
      message: `Send the body as ${accepted.join(' or ')}, and say so in Content-Type.`,
    });
  const body = operation.body ? await readJson(operation.body, request.body) : ok(undefined);
  if (!body.ok) return body;
  return operation.run({
    viewer: request.viewer,
    params: params.value,
    query: query.value,
    body: body.value,
    upload: request.body,
    idempotencyKey: request.idempotencyKey,
    ifNoneMatch: request.ifNoneMatch,
  });
}

function parsed(schema: z.ZodType, value: unknown, where: string): Result<unknown> {
  const result = schema.safeParse(value);
  return result.success ? ok(result.data) : refuse(...fieldProblems(result.error, where));
}

/** Parameters by name; one that is given twice becomes a list, which no schema takes. */
function entriesOf(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const all = query.getAll(name);
      return [name, all.length === 1 ? all[0] : all];
    }),
  );
}

function mediaType(contentType: string | null): string | null {
  return contentType === null ? null : (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

async function readJson(schema: z.ZodType, body: AsyncIterable<Uint8Array>): Promise<Result<unknown>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > JSON_BYTES_MAX)
      return refuse({ code: 'file_too_large', message: `The body has more than ${JSON_BYTES_MAX} bytes.` });
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    return refuse({ code: 'not_json', message: 'The body is not JSON in UTF-8.' });
  }
  return parsed(schema, value, 'body');
}
