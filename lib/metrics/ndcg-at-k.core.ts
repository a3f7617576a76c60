import { at, REAL_CELLS, realValues } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfRows } from '@/lib/metrics/stable-sum.core';

/**
 * Normalised discounted cumulative gain of the first k columns, averaged over rows. A row ranks the columns by predicted
 * score; the truth holds their relevances (≥ 0; NaN otherwise). DCG = Σ relevance / log₂(rank + 1) over ranks 1 … k,
 * divided by the DCG of the best order; a row whose relevances are all 0 counts 0. Equal scores share the mean relevance
 * of their group, which is the mean over all orders of the group.
 * Source: `sklearn.metrics.ndcg_score(k=k)`; F. McSherry & M. Najork, "Computing information retrieval performance measures
 * efficiently in the presence of tied scores", ECIR 2008. Range [0, 1], higher is better.
 */
export const ndcgAtK: Metric = {
  name: 'ndcg_at_k',
  title: 'NDCG@k',
  definition:
    'mean over rows of DCG / best DCG of the first k columns by score; ties share their mean relevance',
  source: 'sklearn.metrics.ndcg_score',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [{ name: 'k', description: 'how many ranks count', type: 'integer', min: 1, default: null }],
  columns: 'two_or_more',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows, args) => {
    const relevances = realValues(truth);
    const scores = realValues(prediction);
    const discounts = cumulativeDiscounts(relevances.length, Number(args['k']));
    const columns = Array.from(relevances, (_, index) => index);
    const relevance = new Float64Array(columns.length);
    const score = new Float64Array(columns.length);
    return meanOfRows(rows, (row) => {
      for (const column of columns) {
        relevance[column] = at(relevances[column] as Float64Array, row);
        score[column] = at(scores[column] as Float64Array, row);
      }
      return ndcgOfRow(relevance, score, columns, discounts);
    });
  },
};

/** Sums of 1 / log₂(rank + 1) over the first 0, 1, … n ranks, ranks beyond k adding nothing. */
function cumulativeDiscounts(n: number, k: number): Float64Array {
  const sums = new Float64Array(n + 1);
  for (let rank = 1; rank <= n; rank++) {
    sums[rank] = at(sums, rank - 1) + (rank <= k ? 1 / Math.log2(rank + 1) : 0);
  }
  return sums;
}

function ndcgOfRow(
  relevance: Float64Array,
  score: Float64Array,
  columns: number[],
  discounts: Float64Array,
): number {
  if (relevance.some((value) => value < 0)) return NaN;
  const best = discountedGain(relevance, relevance, columns, discounts);
  return best === 0 ? 0 : discountedGain(relevance, score, columns, discounts) / best;
}

/** DCG of the columns in descending order of `key`, groups of equal keys sharing their mean relevance. Reorders `columns`. */
function discountedGain(
  relevance: Float64Array,
  key: Float64Array,
  columns: number[],
  discounts: Float64Array,
): number {
  columns.sort((a, b) => at(key, b) - at(key, a));
  let gain = 0;
  for (let start = 0; start < columns.length;) {
    const value = at(key, columns[start] as number);
    let sum = 0;
    let end = start;
    for (; end < columns.length && at(key, columns[end] as number) === value; end++) {
      sum += at(relevance, columns[end] as number);
    }
    gain += (sum / (end - start)) * (at(discounts, end) - at(discounts, start));
    start = end;
  }
  return gain;
}
