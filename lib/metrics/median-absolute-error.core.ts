import { at, REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Median absolute error: the median of |y − p|; of an even number of rows the mean of the middle two.
 * Source: `sklearn.metrics.median_absolute_error`. Range [0, inf), lower is better.
 */
export const medianAbsoluteError: Metric = {
  name: 'median_absolute_error',
  title: 'Median absolute error',
  definition: 'median of |y − p|',
  source: 'sklearn.metrics.median_absolute_error',
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) => {
    if (rows.length === 0) return NaN;
    const wanted = realColumn(truth).values;
    const given = realColumn(prediction).values;
    const errors = Float64Array.from(rows, (row) => Math.abs(at(wanted, row) - at(given, row))).sort();
    const upper = errors.length >> 1;
    if (errors.length % 2 === 1) return at(errors, upper);
    return (at(errors, upper - 1) + at(errors, upper)) / 2;
  },
};
