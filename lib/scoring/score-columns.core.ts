import type { BoundMetric, Column } from '@/lib/metrics/metric.types';
import type { CompiledSolution } from '@/lib/prediction/prediction.types';

/** Scores of one prediction; null for a split without rows, or where the metric is undefined for its rows. */
export interface SplitScores {
  readonly public: number | null;
  readonly private: number | null;
}

/** Scores columns that are aligned to the solution, under a metric with its arguments, on both splits. */
export function scorePrediction(
  solution: CompiledSolution,
  columns: readonly Column[],
  { metric, args }: BoundMetric,
): SplitScores {
  const score = (rows: Int32Array): number | null => {
    if (rows.length === 0) return null;
    const value = metric.score(solution.truth, columns, rows, args);
    return Number.isFinite(value) ? value : null;
  };
  return { public: score(solution.publicRows), private: score(solution.privateRows) };
}
