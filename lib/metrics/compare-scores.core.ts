import type { Direction } from '@/lib/metrics/metric.types';

/**
 * Orders two scores, the better first: negative where `a` goes before `b`, 0 where they are equal. A score that is missing
 * or not finite goes last in either direction (A7).
 */
export function compareScores(direction: Direction, a: number | null, b: number | null): number {
  if (!isScore(a)) return isScore(b) ? 1 : 0;
  if (!isScore(b)) return -1;
  if (a === b) return 0;
  return a > b === (direction === 'higher_is_better') ? -1 : 1;
}

/** Whether `a` is strictly better than `b`. A finite score is better than a missing one; a missing one never is. */
export function isBetter(direction: Direction, a: number | null, b: number | null): boolean {
  return compareScores(direction, a, b) < 0;
}

function isScore(score: number | null): score is number {
  return score !== null && Number.isFinite(score);
}
