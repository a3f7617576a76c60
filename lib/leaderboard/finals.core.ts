import { compareStandings } from '@/lib/leaderboard/rank.core';
import type { Direction } from '@/lib/metrics/metric.types';

/** A participant's scored submission that may count: not invalid, not taken back, not late. */
export interface Candidate {
  readonly submissionId: number;
  readonly acceptedAt: Date;
  readonly selected: boolean;
  readonly publicScore: number | null;
  readonly privateScore: number | null;
}

/**
 * The submissions that count for the private board: those the participant marked, and, while places are left, the best
 * public scores not marked. `places` ≥ 1. Private scores play no part in the choice.
 */
export function finalSubmissions<T extends Candidate>(
  candidates: readonly T[],
  places: number,
  direction: Direction,
): T[] {
  const marked = candidates.filter((each) => each.selected).slice(0, places);
  const rest = candidates
    .filter((each) => !each.selected && each.publicScore !== null && Number.isFinite(each.publicScore))
    .map((each) => ({
      each,
      score: each.publicScore ?? 0,
      submissionId: each.submissionId,
      acceptedAt: each.acceptedAt,
    }))
    .sort((a, b) => compareStandings(direction, a, b))
    .map(({ each }) => each);
  return [...marked, ...rest.slice(0, places - marked.length)];
}

/** The one with the best private score among the final submissions; null where none has a score. */
export function bestPrivate<T extends Candidate>(finals: readonly T[], direction: Direction): T | null {
  const scored = finals
    .filter((each) => each.privateScore !== null && Number.isFinite(each.privateScore))
    .map((each) => ({
      each,
      score: each.privateScore ?? 0,
      submissionId: each.submissionId,
      acceptedAt: each.acceptedAt,
    }))
    .sort((a, b) => compareStandings(direction, a, b));
  return scored[0]?.each ?? null;
}
