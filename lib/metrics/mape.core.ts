import { REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Mean absolute percentage error as a fraction, not in percent: mean of |y − p| / max(|y|, ε), ε = 2⁻⁵².
 * A truth of 0 makes the score enormous unless it is met exactly.
 * Source: `sklearn.metrics.mean_absolute_percentage_error`. Range [0, inf), lower is better.
 */
export const mape: Metric = {
  name: 'mape',
  title: 'Mean absolute percentage error',
  definition: 'mean of |y − p| / max(|y|, 2⁻⁵²), a fraction (1 = 100 %)',
  source: 'sklearn.metrics.mean_absolute_percentage_error',
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    meanOfPairs(
      realColumn(truth).values,
      realColumn(prediction).values,
      rows,
      (y, p) => Math.abs(y - p) / Math.max(Math.abs(y), Number.EPSILON),
    ),
};
