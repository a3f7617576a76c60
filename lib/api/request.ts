import type { z } from 'zod';
import { boundaryOf, readMultipart } from '@/lib/api/multipart';
import type { GivenFile, Operation } from '@/lib/api/operation';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

const JSON_BYTES_MAX = 100_000;

/** What the transport knows of a request. */
export interface RawRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | null;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface ParsedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly file: GivenFile;
}

/** The request as the operation's schemas have it; refused with every mistake and its place. */
export async function parseRequest(operation: Operation, raw: RawRequest): Promise<Result<ParsedRequest>> {
  const params = operation.params.safeParse(raw.params);
  // A part of the address that can't be one names nothing.
  if (!params.success) return refuse({ code: 'not_found', message: 'There is nothing at this address.' });
  const query = parsed(operation.query, queryOf(raw.query));
  if (!query.ok) return query;
  const body = await bodyOf(operation, raw);
  return body.ok ? ok({ params: params.data, query: query.value, ...body.value }) : body;
}

/** A name that is given twice is a mistake; the schema is shown both. */
function queryOf(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

function parsed(schema: z.ZodType, given: unknown): Result<unknown> {
  const result = schema.safeParse(given);
  if (result.success) return ok(result.data);
  return refuse(
    ...result.error.issues.map((issue): Problem => ({
      code: issue.code === 'unrecognized_keys' ? 'unknown_field' : 'bad_field',
      message: issue.message,
      field: issue.path.join('.'),
    })),
  );
}

async function bodyOf(
  operation: Operation,
  raw: RawRequest,
): Promise<Result<Pick<ParsedRequest, 'body' | 'file'>>> {
  const type = (raw.header('content-type') ?? '').trim();
  const media = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const file: GivenFile = { name: null, chunks: raw.chunks, fields: new Map() };
  if (operation.file) {
    if (operation.file.multipart && media === 'multipart/form-data') {
      const boundary = boundaryOf(type);
      if (boundary === null)
        return refuse({ code: 'bad_multipart', message: 'The Content-Type has no boundary.' });
      const form = await readMultipart(raw.chunks, boundary);
      return form.ok ? ok({ body: undefined, file: form.value }) : form;
    }
    return operation.file.types.includes(media) ? ok({ body: undefined, file }) : wrongType(operation, media);
  }
  if (!operation.body) return ok({ body: undefined, file });
  if (media !== 'application/json') return wrongType(operation, media);
  const json = await jsonOf(raw);
  if (!json.ok) return json;
  const body = parsed(operation.body, json.value);
  return body.ok ? ok({ body: body.value, file }) : body;
}

function wrongType(operation: Operation, media: string): Result<never> {
  const taken = operation.file
    ? [...operation.file.types, ...(operation.file.multipart ? ['multipart/form-data'] : [])]
    : ['application/json'];
  const given = media === '' ? 'nothing' : media.slice(0, 100);
  return refuse({
    code: 'wrong_media_type',
    field: 'Content-Type',
    message: `The Content-Type says ${given}; taken here: ${taken.join(', ')}.`,
  });
}

async function jsonOf({ chunks }: RawRequest): Promise<Result<unknown>> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > JSON_BYTES_MAX)
      return refuse({
        code: 'file_too_large',
        message: `At most ${JSON_BYTES_MAX} bytes of JSON are taken.`,
      });
    held.push(chunk);
  }
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(held))) as unknown);
  } catch {
    return refuse({ code: 'not_json', message: 'The body of the request is not JSON in UTF-8.' });
  }
}
