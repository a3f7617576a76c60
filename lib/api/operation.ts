import type { z } from 'zod';
import type { TokenScope, Viewer } from '@/lib/identity/viewer';
import type { Result } from '@/lib/platform/result';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A file in the request's body: its bytes as they come, never held as a whole. */
export interface GivenFile {
  /** As the client calls it; null where it gives no name. */
  readonly name: string | null;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Other fields of a multipart body that came before the file. */
  readonly fields: ReadonlyMap<string, string>;
}

/** What an operation answers with. A value goes through the operation's schema: what that does not list never leaves. */
export type Answer =
  | { readonly kind: 'value'; readonly value: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'unchanged'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'stored'; readonly sha256: string; readonly fileName: string }
  | { readonly kind: 'text'; readonly text: string; readonly fileName: string }
  | {
      readonly kind: 'bytes';
      readonly bytes: Uint8Array;
      readonly fileName: string;
      readonly contentType: string;
    }
  /** A file made while it is sent. */
  | {
      readonly kind: 'stream';
      readonly bytes: number;
      readonly content: AsyncIterable<Uint8Array>;
      readonly fileName: string;
      readonly contentType: string;
    };

export interface Ask<Params, Query, Body> {
  readonly viewer: Viewer;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly file: GivenFile;
  readonly header: (name: string) => string | null;
  /** Scheme and host of this site as the client reached it. */
  readonly origin: string;
}

export interface FileBody {
  /** Media types of a body that is the file itself. */
  readonly types: readonly string[];
  /** Whether `multipart/form-data` with a part `file` is taken, too. */
  readonly multipart: boolean;
  readonly description: string;
}

export interface AnswerDoc {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  /** JSON answers. */
  readonly schema?: z.ZodType;
  /** Other answers: their media types. */
  readonly types?: readonly string[];
  /** Statuses beside it that are no problem, with what they say. */
  readonly also?: Readonly<Record<number, string>>;
}

interface Shape<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** Unique; the operationId of the document. */
  readonly id: string;
  readonly method: Method;
  /** Below the base path, e.g. `/courses/{course}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: TokenScope;
  /** For staff alone. */
  readonly staff?: boolean;
  readonly params: P;
  readonly query: Q;
  readonly body?: B;
  readonly file?: FileBody;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: AnswerDoc;
  readonly run: (ask: Ask<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Result<Answer>>;
}

export type Operation = Shape<z.ZodType, z.ZodType, z.ZodType>;

/** Declares an operation; its handler sees the parsed request. */
export function operation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  shape: Shape<P, Q, B>,
): Operation {
  return shape as unknown as Operation;
}
