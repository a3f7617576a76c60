import { gather, REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import { centre } from '@/lib/metrics/correlation.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { squaredError } from '@/lib/metrics/mse.core';
import { meanOfPairs, StableSum } from '@/lib/metrics/stable-sum.core';

/**
 * Coefficient of determination: 1 − Σ(y − p)² / Σ(y − ȳ)². A constant truth gives 1 for a perfect prediction and 0 for
 * any other, as scikit-learn's `force_finite=True`. NaN for fewer than two rows.
 * Source: `sklearn.metrics.r2_score`. Range (-inf, 1], higher is better.
 */
export const r2: Metric = {
  name: 'r2',
  title: 'R²',
  definition: '1 − Σ(y − p)² / Σ(y − ȳ)²; constant truth: 1 if perfect, else 0',
  source: 'sklearn.metrics.r2_score',
  direction: 'higher_is_better',
  range: '(-inf, 1]',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) => {
    if (rows.length < 2) return NaN;
    const wanted = realColumn(truth).values;
    const residual = meanOfPairs(wanted, realColumn(prediction).values, rows, squaredError) * rows.length;
    const total = new StableSum();
    for (const deviation of centre(gather(wanted, rows))) total.add(deviation * deviation);
    if (total.total === 0) return residual === 0 ? 1 : 0;
    return 1 - residual / total.total;
  },
};
