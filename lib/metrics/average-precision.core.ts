import { scoresByTruth } from '@/lib/metrics/binary-truth.core';
import { at, PROBABILITY_CELLS, REAL_CELLS } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { StableSum } from '@/lib/metrics/stable-sum.core';

/**
 * Average precision for a binary truth (0 or 1): Σₙ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores as thresholds, from the
 * highest down, with no interpolation. 0 where the split holds no positive row, as in scikit-learn.
 * Source: `sklearn.metrics.average_precision_score`. Range [0, 1], higher is better.
 */
export const averagePrecision: Metric = {
  name: 'average_precision',
  title: 'Average precision',
  definition: 'Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores as thresholds; 0 without positive rows',
  source: 'sklearn.metrics.average_precision_score',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: PROBABILITY_CELLS,
  score: (truth, prediction, rows) => {
    const scores = scoresByTruth(truth, prediction, rows);
    if (scores === null || rows.length === 0) return NaN;
    const { positives, negatives } = scores;
    const sum = new StableSum();
    let negative = negatives.length;
    for (let positive = positives.length; positive > 0;) {
      const threshold = at(positives, positive - 1);
      const before = positive;
      while (positive > 0 && at(positives, positive - 1) === threshold) positive--;
      while (negative > 0 && at(negatives, negative - 1) >= threshold) negative--;
      const hits = positives.length - positive;
      sum.add(((before - positive) * hits) / (hits + negatives.length - negative));
    }
    return positives.length === 0 ? 0 : sum.total / positives.length;
  },
};
