import { at, gather, REAL_CELLS, realColumn } from '@/lib/metrics/columns.core';
import { pearsonOf } from '@/lib/metrics/correlation.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing their mean rank.
 * NaN where either side is constant or there are fewer than two rows.
 * Source: `scipy.stats.spearmanr`. Range [-1, 1], higher is better.
 */
export const spearman: Metric = {
  name: 'spearman',
  title: 'Spearman rank correlation',
  definition: 'Pearson correlation of the ranks, ties sharing their mean rank',
  source: 'scipy.stats.spearmanr',
  direction: 'higher_is_better',
  range: '[-1, 1]',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: REAL_CELLS,
  score: (truth, prediction, rows) =>
    pearsonOf(
      averageRanks(gather(realColumn(truth).values, rows)),
      averageRanks(gather(realColumn(prediction).values, rows)),
    ),
};

/**
 * Ranks from 1, equal values sharing the mean of theirs. Each value looks its rank up in the sorted values: sorting plain
 * numbers and searching is several times faster than sorting row indexes with a comparison function.
 */
export function averageRanks(values: Float64Array): Float64Array {
  const distinct = values.slice().sort();
  const ranks = new Float64Array(values.length);
  let groups = 0;
  for (let start = 0; start < values.length;) {
    const value = at(distinct, start);
    let end = start + 1;
    while (end < values.length && at(distinct, end) === value) end++;
    distinct[groups] = value;
    ranks[groups++] = (start + end + 1) / 2;
    start = end;
  }
  return values.map((value) => at(ranks, positionOf(value, distinct, groups)));
}

/** Position of a value among the first `count` ascending distinct ones, which hold it. */
function positionOf(value: number, distinct: Float64Array, count: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(distinct, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
