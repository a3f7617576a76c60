import { REAL_CELLS, realValues } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { squaredError } from '@/lib/metrics/mse.core';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Mean columnwise root mean squared error: the mean over target columns of √ mean of (y − p)².
 * Source: `sklearn.metrics.mean_squared_error(squared=False, multioutput='uniform_average')`.
 * Range [0, inf), lower is better.
 */
export const mcrmse: Metric = {
  name: 'mcrmse',
  title: 'Mean columnwise RMSE',
  definition: 'mean over the target columns of √ mean of (y − p)²',
  source: "sklearn.metrics.mean_squared_error(squared=False, multioutput='uniform_average')",
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one_or_more',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) => {
    const given = realValues(prediction);
    const errors = realValues(truth).map((wanted, index) =>
      Math.sqrt(meanOfPairs(wanted, given[index] as Float64Array, rows, squaredError)),
    );
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  },
};
