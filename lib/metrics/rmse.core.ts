import { REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { squaredError } from '@/lib/metrics/mse.core';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Root mean squared error: √ mean of (y − p)².
 * Source: `sklearn.metrics.mean_squared_error(squared=False)`. Range [0, inf), lower is better.
 */
export const rmse: Metric = {
  name: 'rmse',
  title: 'Root mean squared error',
  definition: '√ mean of (y − p)²',
  source: 'sklearn.metrics.mean_squared_error(squared=False)',
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    Math.sqrt(meanOfPairs(realColumn(truth).values, realColumn(prediction).values, rows, squaredError)),
};
