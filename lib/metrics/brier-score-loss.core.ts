import { PROBABILITY_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Brier score: mean of (p − y)² for a binary truth (0 or 1) and the probability of 1. NaN where a truth is neither.
 * Source: G. W. Brier, Monthly Weather Review 78 (1950); `sklearn.metrics.brier_score_loss`. Range [0, 1], lower is better.
 */
export const brierScoreLoss: Metric = {
  name: 'brier_score_loss',
  title: 'Brier score',
  definition: 'mean of (p − y)², y being 0 or 1',
  source: 'sklearn.metrics.brier_score_loss',
  direction: 'lower_is_better',
  range: '[0, 1]',
  parameters: [],
  columns: 'one',
  cells: PROBABILITY_CELLS,
  truthCells: PROBABILITY_CELLS,
  score: (truth, prediction, rows) =>
    meanOfPairs(realColumn(truth).values, realColumn(prediction).values, rows, (y, p) =>
      y === 0 || y === 1 ? (p - y) ** 2 : NaN,
    ),
};
