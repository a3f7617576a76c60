import { REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfPairs } from '@/lib/metrics/stable-sum.core';

/**
 * Symmetric mean absolute percentage error, in percent: mean of 200·|y − p| / (|y| + |p|); a row with y = p = 0 counts 0.
 * Source: S. Makridakis & M. Hibon, "The M3-Competition: results, conclusions and implications", International Journal
 * of Forecasting 16 (2000). (Some texts leave out the factor 2 and end at 100.) Range [0, 200], lower is better.
 */
export const smape: Metric = {
  name: 'smape',
  title: 'Symmetric mean absolute percentage error',
  definition: 'mean of 200·|y − p| / (|y| + |p|), in percent; 0 where both are 0',
  source: 'Makridakis & Hibon (2000), the M3 competition',
  direction: 'lower_is_better',
  range: '[0, 200]',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    meanOfPairs(realColumn(truth).values, realColumn(prediction).values, rows, (y, p) =>
      y === p ? 0 : (200 * Math.abs(y - p)) / (Math.abs(y) + Math.abs(p)),
    ),
};
