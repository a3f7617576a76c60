const STRENGTH: Readonly<Record<string, number>> = { read: 1, submit: 2, all: 3 };

/** Whether a token of the given scope (left out: a session, or a token of everything) may use an operation of another. */
export function maySend(given: string | undefined, needed: string): boolean {
  return (STRENGTH[given ?? 'all'] ?? 0) >= (STRENGTH[needed] ?? Number.POSITIVE_INFINITY);
}
