import { REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Mean absolute error: mean of |y − p|.
 * Source: `sklearn.metrics.mean_absolute_error`. Range [0, inf), lower is better.
 */
export const mae: Metric = {
  name: 'mae',
  title: 'Mean absolute error',
  definition: 'mean of |y − p|',
  source: 'sklearn.metrics.mean_absolute_error',
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    meanOfPairs(realColumn(truth).values, realColumn(prediction).values, rows, (y, p) => Math.abs(y - p)),
};
