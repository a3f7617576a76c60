/**
 * An expected refusal, as a value: what happened, where, and how to mend it.
 * `code` is stable and meant for machines; `message` is meant for people.
 */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** File the problem was found in, where there is more than one. */
  readonly file?: string;
  /** 1-based line of the text file, the header being line 1. */
  readonly line?: number;
  /** Column or settings path, e.g. `Class` or `competition.metric`. */
  readonly field?: string;
  /** The offending value, cut to a length that can be shown. */
  readonly value?: string;
}

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Refused = { readonly ok: false; readonly problems: readonly Problem[] };
export type Result<T> = Ok<T> | Refused;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function refuse(...problems: readonly Problem[]): Refused {
  return { ok: false, problems };
}
