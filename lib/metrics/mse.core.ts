import { REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Mean squared error: mean of (y − p)².
 * Source: `sklearn.metrics.mean_squared_error`. Range [0, inf), lower is better.
 */
export const mse: Metric = {
  name: 'mse',
  title: 'Mean squared error',
  definition: 'mean of (y − p)²',
  source: 'sklearn.metrics.mean_squared_error',
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    meanOfPairs(realColumn(truth).values, realColumn(prediction).values, rows, squaredError),
};

/** (truth − prediction)² of one row; shared with the root mean squared errors. */
export function squaredError(truth: number, prediction: number): number {
  return (truth - prediction) ** 2;
}
