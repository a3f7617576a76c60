import type { Direction } from '@/lib/metrics/metric.types';

/** What a participant is ranked by: one score and when its submission was accepted. */
export interface Standing {
  readonly participantId: string;
  /** null or NaN: not ranked. */
  readonly score: number | null;
  readonly submissionId: number;
  readonly acceptedAt: Date;
}

export type Ranked<T extends Standing> = T & { readonly score: number; readonly rank: number };

/**
 * Orders two scored things: the better score first; of equal scores the one accepted earlier, then the lower submission
 * number, so that the order is always the same (A6).
 */
export function compareStandings(
  direction: Direction,
  a: { score: number; submissionId: number; acceptedAt: Date },
  b: { score: number; submissionId: number; acceptedAt: Date },
): number {
  if (a.score !== b.score) return a.score > b.score === (direction === 'higher_is_better') ? -1 : 1;
  return a.acceptedAt.getTime() - b.acceptedAt.getTime() || a.submissionId - b.submissionId;
}

/** Ranks 1 … n, best first. Who has no finite score is left out, in either direction (A7). */
export function rankStandings<T extends Standing>(
  standings: readonly T[],
  direction: Direction,
): Ranked<T>[] {
  return standings
    .filter((each): each is T & { score: number } => each.score !== null && Number.isFinite(each.score))
    .sort((a, b) => compareStandings(direction, a, b))
    .map((each, index) => ({ ...each, rank: index + 1 }));
}
