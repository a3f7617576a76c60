import { scoresByTruth } from '@/lib/metrics/binary-truth.core';
import { at, PROBABILITY_CELLS, REAL_CELLS } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Area under the ROC curve for a binary truth (0 or 1): the share of pairs of a positive and a negative row in which the
 * positive row has the higher score, a tie counting half. NaN where the split holds one class only.
 * Source: J. A. Hanley & B. J. McNeil, Radiology 143 (1982); `sklearn.metrics.roc_auc_score`.
 * Range [0, 1], higher is better. Pairs are counted in halves, exactly, up to 2⁵² pairs.
 */
export const rocAuc: Metric = {
  name: 'roc_auc',
  title: 'ROC-AUC',
  definition: 'share of (positive, negative) pairs ordered rightly by the score, ties counting half',
  source: 'sklearn.metrics.roc_auc_score',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [],
  columns: 'one',
  cells: REAL_CELLS,
  truthCells: PROBABILITY_CELLS,
  score: (truth, prediction, rows) => {
    const scores = scoresByTruth(truth, prediction, rows);
    if (scores === null) return NaN;
    const { positives, negatives } = scores;
    let below = 0;
    let notAbove = 0;
    let pairs = 0;
    for (let i = 0; i < positives.length; i++) {
      const score = at(positives, i);
      while (below < negatives.length && at(negatives, below) < score) below++;
      while (notAbove < negatives.length && at(negatives, notAbove) <= score) notAbove++;
      pairs += (below + notAbove) / 2;
    }
    return pairs / (positives.length * negatives.length);
  },
};
