import { at, PROBABILITY_CELLS, realValues } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfPairs, meanOfRows } from '@/lib/metrics/stable-sum.core';

/** Probabilities are moved into [CLIP, 1 − CLIP] before the logarithm. */
export const LOG_LOSS_CLIP = 1e-15;

/**
 * Log loss, the mean of −ln(probability given to the true class).
 * - One column: the probability of class 1, the truth being 0 or 1.
 * - Several columns: one probability a class, the truth one-hot. A row is divided by its sum.
 * Every probability is first clipped to [1e-15, 1 − 1e-15], so that one row costs at most about 34.5: without the bound
 * a submission that changes one row to 0 would read that row's label off the score, and one sure mistake would be
 * infinite. Order as in scikit-learn: clip, then divide by the row's sum; a row of zeros becomes uniform.
 * Source: `sklearn.metrics.log_loss(eps=1e-15)`; Kaggle's LogLoss uses the same bound.
 * Range [0, 34.54 + ln(number of classes)], lower is better.
 */
export const logLoss: Metric = {
  name: 'log_loss',
  title: 'Log loss',
  definition:
    'mean of −ln p(true class), p clipped to [1e-15, 1 − 1e-15]; one column: binary, several: rows divided by their sum',
  source: 'sklearn.metrics.log_loss(eps=1e-15)',
  direction: 'lower_is_better',
  range: '[0, 34.54 + ln(classes)]',
  parameters: [],
  columns: 'one_or_more',
  cells: PROBABILITY_CELLS,
  truthCells: PROBABILITY_CELLS,
  score: (truth, prediction, rows) => {
    const wanted = realValues(truth);
    const given = realValues(prediction);
    const [onlyWanted] = wanted;
    const [onlyGiven] = given;
    if (given.length === 1 && onlyWanted && onlyGiven)
      return meanOfPairs(onlyWanted, onlyGiven, rows, binaryLoss);
    return meanOfRows(rows, (row) => multiclassLoss(wanted, given, row));
  },
};

function clip(probability: number): number {
  return Math.min(Math.max(probability, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP);
}

function binaryLoss(truth: number, probability: number): number {
  if (truth === 1) return -Math.log(clip(probability));
  if (truth === 0) return -Math.log(1 - clip(probability));
  return NaN;
}

function multiclassLoss(
  truth: readonly Float64Array[],
  probabilities: readonly Float64Array[],
  row: number,
): number {
  let sum = 0;
  for (const column of probabilities) sum += clip(at(column, row));
  let loss = 0;
  probabilities.forEach((column, index) => {
    const weight = at(truth[index] as Float64Array, row);
    if (weight !== 0) loss -= weight * Math.log(clip(at(column, row)) / sum);
  });
  return loss;
}
