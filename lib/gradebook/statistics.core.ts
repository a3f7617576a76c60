import type { StudentGrade } from '@/lib/gradebook/grade.types';

export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Linear between neighbours, as NumPy's default `percentile` (Hyndman and Fan 1996, type 7). */
  readonly quartiles: readonly [number, number, number];
  /** Of the sample: divided by count − 1; 0 for one value. */
  readonly deviation: number;
}

/** How values are spread; null for none. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, each) => sum + each, 0) / sorted.length;
  const squares = sorted.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return {
    count: sorted.length,
    mean,
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)],
    deviation: sorted.length === 1 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/** Work an item could not be graded for; staff look after it before they publish. */
export type Missing = 'submission' | 'quiz' | 'hand_in' | 'review' | 'points';

/** What is missing of a student, each kind once, in the order of the items. */
export function missingOf(grade: StudentGrade): readonly Missing[] {
  const found = grade.items.flatMap(({ why }): Missing[] => {
    switch (why.code) {
      case 'no_score':
        return ['submission'];
      case 'quiz_missing':
        return ['quiz'];
      case 'review_missing':
        return ['hand_in'];
      case 'review':
        return why.complete ? [] : ['review'];
      case 'manual_missing':
        return ['points'];
      default:
        return [];
    }
  });
  return [...new Set(found)];
}
