import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Viewer } from '@/lib/identity/viewer';
import { ok, type Problem, type Result } from '@/lib/platform/result';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Audience = 'member' | 'staff';
const NOTHING = z.strictObject({});

/** What an operation gives back; `app/` makes it an HTTP answer. */
export type ApiAnswer =
  | { readonly kind: 'json'; readonly value: unknown; readonly etag?: string }
  | { readonly kind: 'not_modified'; readonly etag: string }
  /** A file of the store, with ranges. */
  | { readonly kind: 'stored'; readonly sha256: string; readonly fileName: string }
  | {
      readonly kind: 'bytes';
      readonly fileName: string;
      readonly contentType: string;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'text'; readonly fileName: string; readonly text: string }
  | {
      readonly kind: 'stream';
      readonly fileName: string;
      readonly contentType: string;
      readonly content: Readable;
    };

/** A request as it reaches an operation: parsed, but for a file in its body. */
export interface ApiCall<Params = unknown, Query = unknown, Body = unknown> {
  readonly viewer: Viewer;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The raw body, for operations that take a file. */
  readonly upload: AsyncIterable<Uint8Array>;
  readonly idempotencyKey: string | null;
  readonly ifNoneMatch: string | null;
}

interface Described {
  /** Unique; names the operation in the document. */
  readonly id: string;
  readonly method: Method;
  /** Below the base, with parameters in braces. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** `staff`: of the course. Who may is decided where the data is; this tells readers. */
  readonly audience: Audience;
  /** Of a success; 200 where it is left out. */
  readonly status?: 200 | 201 | 202;
}

/** An operation without its types, as the router and the document use it. */
export interface Operation extends Described {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | null;
  /** Media types of a file as the body; null: it takes none. */
  readonly upload: readonly string[] | null;
  /** JSON of a success; null: a file. */
  readonly response: z.ZodType | null;
  /** Media type of a file that comes back. */
  readonly download: string | null;
  run(call: ApiCall): Promise<Result<ApiAnswer>>;
}

interface Input<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> extends Described {
  readonly params: P;
  readonly query?: Q;
  readonly body?: B;
  readonly upload?: readonly string[];
}

type Call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = ApiCall<
  z.infer<P>,
  z.infer<Q>,
  z.infer<B>
>;

/** A value with the ETag it is revalidated by. */
export class Tagged {
  readonly etag: string;
  readonly value: unknown;

  constructor(etag: string, value: unknown) {
    this.etag = etag;
    this.value = value;
  }
}

/**
 * An operation that answers in JSON. What leaves is parsed by `response`: a field the document doesn't name is dropped, so
 * that nothing slips out with a view that grows.
 */
export function jsonOperation<
  P extends z.ZodObject,
  R extends z.ZodType,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
>(
  input: Input<P, Q, B> & {
    readonly response: R;
    handle(call: Call<P, Q, B>): Promise<Result<unknown>>;
  },
): Operation {
  const { handle, response, ...rest } = input;
  return {
    ...described(rest),
    response,
    download: null,
    run: async (call) => {
      const result = await handle(call as Call<P, Q, B>);
      if (!result.ok) return result;
      if (!(result.value instanceof Tagged)) return ok({ kind: 'json', value: response.parse(result.value) });
      const { etag, value } = result.value;
      if (call.ifNoneMatch === etag) return ok({ kind: 'not_modified', etag });
      return ok({ kind: 'json', value: response.parse(value), etag });
    },
  };
}

/** An operation that answers with a file; or, with `response` to describe it, with JSON whose bytes are kept as they are. */
export function fileOperation<
  P extends z.ZodObject,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
>(
  input: Input<P, Q, B> & {
    readonly download: string;
    handle(call: Call<P, Q, B>): Promise<Result<ApiAnswer>>;
  },
): Operation {
  const { handle, download, ...rest } = input;
  return { ...described(rest), response: null, download, run: (call) => handle(call as Call<P, Q, B>) };
}

function described<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  input: Input<P, Q, B>,
): Omit<Operation, 'run' | 'response' | 'download'> {
  const { query, body, upload, ...rest } = input;
  return { ...rest, query: query ?? NOTHING, body: body ?? null, upload: upload ?? null };
}

/** The problems of a failed parse, each with its field. */
export function fieldProblems(error: z.ZodError, where: string): readonly Problem[] {
  return error.issues.map((issue) => ({
    code: issue.code === 'unrecognized_keys' ? 'unknown_field' : 'bad_field',
    message: `${where}: ${issue.message}`,
    field: issue.path.join('.'),
  }));
}
