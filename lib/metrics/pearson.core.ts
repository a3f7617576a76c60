import { gather, REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import { pearsonOf } from '@/lib/metrics/correlation.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Pearson's correlation of truth and prediction. NaN where either is constant or there are fewer than two rows.
 * Source: `scipy.stats.pearsonr`. Range [-1, 1], higher is better.
 */
export const pearson: Metric = {
  name: 'pearson',
  title: 'Pearson correlation',
  definition: 'Σ(y − ȳ)(p − p̄) / √(Σ(y − ȳ)² Σ(p − p̄)²); undefined where either is constant',
  source: 'scipy.stats.pearsonr',
  direction: 'higher_is_better',
  range: '[-1, 1]',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    pearsonOf(gather(realColumn(truth).values, rows), gather(realColumn(prediction).values, rows)),
};
