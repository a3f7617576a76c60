import { at, LABEL_CELLS } from '@/lib/metrics/columns.core';
import { countConfusion } from '@/lib/metrics/confusion.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Matthews correlation for any number of classes, R_K:
 * (s·c − Σ pₖtₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)), with s rows, c right ones, pₖ predicted as and tₖ rows of class k.
 * 0 where the denominator is 0 (one class only), as in scikit-learn.
 * Source: J. Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", Computational
 * Biology and Chemistry 28 (2004); `sklearn.metrics.matthews_corrcoef`. Range [-1, 1], higher is better.
 * Counts are whole numbers and s² < 2⁵³ up to 94 million rows, so the sums are exact.
 */
export const matthewsCorrcoef: Metric = {
  name: 'matthews_corrcoef',
  title: 'Matthews correlation coefficient',
  definition: '(s·c − Σ pₖtₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)); 0 where the denominator is 0',
  source: 'sklearn.metrics.matthews_corrcoef; Gorodkin (2004)',
  direction: 'higher_is_better',
  range: '[-1, 1]',
  parameters: [],
  columns: 'one',
  cells: LABEL_CELLS,
  truthCells: LABEL_CELLS,
  score: (truth, prediction, rows) => {
    if (rows.length === 0) return NaN;
    const { correct, truthCounts, predictedCounts, labels } = countConfusion(truth, prediction, rows);
    const square = rows.length * rows.length;
    let covariance = correct * rows.length;
    let predictedVariance = square;
    let truthVariance = square;
    for (let code = 0; code < labels.length; code++) {
      const predicted = at(predictedCounts, code);
      const wanted = at(truthCounts, code);
      covariance -= predicted * wanted;
      predictedVariance -= predicted * predicted;
      truthVariance -= wanted * wanted;
    }
    if (predictedVariance === 0 || truthVariance === 0) return 0;
    return covariance / Math.sqrt(predictedVariance) / Math.sqrt(truthVariance);
  },
};
