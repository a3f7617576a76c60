import { at, realColumn } from '@/lib/metrics/columns.core';
import type { Column } from '@/lib/metrics/metric.types';

/** Scores of the positive and the negative rows of a split, each ascending. */
export interface ScoresByTruth {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** Parts the predicted scores by the truth (1 or 0) and sorts them; null where a truth is neither 0 nor 1. */
export function scoresByTruth(
  truth: readonly Column[],
  prediction: readonly Column[],
  rows: Int32Array,
): ScoresByTruth | null {
  const wanted = realColumn(truth).values;
  const given = realColumn(prediction).values;
  const positives = new Float64Array(rows.length);
  const negatives = new Float64Array(rows.length);
  let positiveCount = 0;
  let negativeCount = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = at(rows, i);
    const value = at(wanted, row);
    if (value === 1) positives[positiveCount++] = at(given, row);
    else if (value === 0) negatives[negativeCount++] = at(given, row);
    else return null;
  }
  return {
    positives: positives.subarray(0, positiveCount).sort(),
    negatives: negatives.subarray(0, negativeCount).sort(),
  };
}
