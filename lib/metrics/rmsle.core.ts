import { REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Root mean squared logarithmic error: √ mean of (ln(1 + y) − ln(1 + p))².
 * NaN where a truth or a prediction is negative; scikit-learn refuses those as well.
 * Source: `sklearn.metrics.mean_squared_log_error(squared=False)`. Range [0, inf), lower is better.
 */
export const rmsle: Metric = {
  name: 'rmsle',
  title: 'Root mean squared logarithmic error',
  definition: '√ mean of (ln(1 + y) − ln(1 + p))²; undefined where a value is negative',
  source: 'sklearn.metrics.mean_squared_log_error(squared=False)',
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    Math.sqrt(
      meanOfPairs(realColumn(truth).values, realColumn(prediction).values, rows, (y, p) =>
        y < 0 || p < 0 ? NaN : (Math.log1p(y) - Math.log1p(p)) ** 2,
      ),
    ),
};
