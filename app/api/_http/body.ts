import { hasNul } from '@/lib/platform/nul.core';
import { refuse, ok, type Result } from '@/lib/platform/result';
import type { z } from 'zod';

const JSON_BYTES_MAX = 100_000;

/** A JSON body, parsed into its type; unknown fields are refused, each mistake with its path (A16). */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<Result<z.infer<Schema>>> {
  const text = await request.text();
  if (text.length > JSON_BYTES_MAX)
    return refuse({ code: 'file_too_large', message: 'The request is too long.' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse({ code: 'not_json', message: 'The body of the request is not JSON.' });
  }
  if (hasNul(value))
    return refuse({ code: 'bad_field', message: 'The character U+0000 is in no text here.' });
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return refuse(
    ...parsed.error.issues.map((issue) => ({
      code: issue.code === 'unrecognized_keys' ? 'unknown_field' : 'bad_field',
      message: issue.message,
      field: issue.path.join('.'),
    })),
  );
}

/** The raw body as chunks; empty when there is none. */
export function bodyChunks(request: Request): AsyncIterable<Uint8Array> {
  return (request.body ??
    new ReadableStream({
      start: (controller) => controller.close(),
    })) as unknown as AsyncIterable<Uint8Array>;
}
