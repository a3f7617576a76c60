import { at, LABEL_CELLS } from '@/lib/metrics/columns.core';
import { countConfusion } from '@/lib/metrics/confusion.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Cohen's kappa: (pₒ − pₑ) / (1 − pₑ), with pₒ the share of agreement and pₑ = Σ pₖtₖ / s² the agreement expected by
 * chance. NaN where truth and prediction hold one and the same single label (0/0), as in scikit-learn.
 * Source: J. Cohen, "A coefficient of agreement for nominal scales", 1960; `sklearn.metrics.cohen_kappa_score`.
 * Range [-1, 1], higher is better.
 */
export const cohenKappa: Metric = {
  name: 'cohen_kappa',
  title: "Cohen's kappa",
  definition: '(pₒ − pₑ) / (1 − pₑ), agreement beyond chance',
  source: 'sklearn.metrics.cohen_kappa_score',
  direction: 'higher_is_better',
  range: '[-1, 1]',
  parameters: [],
  columns: 'one',
  cells: LABEL_CELLS,
  truthCells: LABEL_CELLS,
  score: (truth, prediction, rows) => {
    const { correct, truthCounts, predictedCounts, labels } = countConfusion(truth, prediction, rows);
    let byChance = 0;
    for (let code = 0; code < labels.length; code++)
      byChance += at(truthCounts, code) * at(predictedCounts, code);
    const square = rows.length * rows.length;
    return (correct * rows.length - byChance) / (square - byChance);
  },
};
