import { at, PROBABILITY_CELLS, REAL_CELLS, realValues } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Top-k accuracy: the share of rows whose true class is among the k classes with the highest scores. Columns are classes;
 * the truth is one-hot (1 in the column of the true class).
 * Ties: of equal scores the later column counts as higher, as in `sklearn.metrics.top_k_accuracy_score`, which sorts
 * stably in ascending order and reads from the end. So k equal scores don't all count as "in the top".
 * Source: that function with `labels` = all columns. Range [0, 1], higher is better.
 */
export const topKAccuracy: Metric = {
  name: 'top_k_accuracy',
  title: 'Top-k accuracy',
  definition:
    'share of rows whose true class is among the k highest scores; of equal scores the later column is the higher',
  source: 'sklearn.metrics.top_k_accuracy_score',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [
    { name: 'k', description: 'how many classes may be named', type: 'integer', min: 1, default: null },
  ],
  columns: 'two_or_more',
  cells: REAL_CELLS,
  truthCells: PROBABILITY_CELLS,
  score: (truth, prediction, rows, args) => {
    const wanted = realValues(truth);
    const scores = realValues(prediction);
    const k = Number(args['k']);
    let hits = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = at(rows, i);
      const trueClass = wanted.findIndex((column) => column[row] === 1);
      if (trueClass >= 0 && classesAhead(scores, trueClass, row) < k) hits++;
    }
    return hits / rows.length;
  },
};

function classesAhead(scores: readonly Float64Array[], trueClass: number, row: number): number {
  const own = at(scores[trueClass] as Float64Array, row);
  let ahead = 0;
  scores.forEach((column, index) => {
    const score = at(column, row);
    if (score > own || (score === own && index > trueClass)) ahead++;
  });
  return ahead;
}
