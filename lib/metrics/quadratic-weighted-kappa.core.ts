import { at, LABEL_CELLS, labelColumn } from '@/lib/metrics/columns.core';
import { countConfusion, presentCodes, type Confusion } from '@/lib/metrics/confusion.core';
import { compareLabels } from '@/lib/metrics/label-order.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Quadratic weighted kappa: 1 − Σ wᵢⱼOᵢⱼ / Σ wᵢⱼEᵢⱼ with wᵢⱼ = (xᵢ − xⱼ)², O the confusion matrix and E the one expected
 * from its margins by chance. The place x of a label is
 * - `distance=rank` (default): its rank among the labels present in the split, integer labels ordered by value. This is
 *   `sklearn.metrics.cohen_kappa_score(weights='quadratic')`.
 * - `distance=value`: the integer itself, so that a grade nobody got leaves no gap closed. This is the same function with
 *   `labels=range(min, max + 1)`, and how Kaggle defines the metric. NaN for string labels.
 * Both agree where the labels present are consecutive integers. NaN where only one label is present.
 * Source: J. Cohen, "Weighted kappa", Psychological Bulletin 70 (1968). Range [-1, 1], higher is better.
 */
export const quadraticWeightedKappa: Metric = {
  name: 'quadratic_weighted_kappa',
  title: 'Quadratic weighted kappa',
  definition: '1 − Σ wᵢⱼOᵢⱼ / Σ wᵢⱼEᵢⱼ, wᵢⱼ = squared distance of the labels (in rank or in value)',
  source: "sklearn.metrics.cohen_kappa_score(weights='quadratic'); Cohen (1968)",
  direction: 'higher_is_better',
  range: '[-1, 1]',
  parameters: [
    {
      name: 'distance',
      description: 'distance of two labels: in rank among the labels present, or in integer value',
      type: 'choice',
      choices: ['rank', 'value'],
      default: 'rank',
    },
  ],
  columns: 'one',
  cells: LABEL_CELLS,
  truthCells: LABEL_CELLS,
  score: (truth, prediction, rows, args) => {
    const { numeric, codes: wanted } = labelColumn(truth);
    const { codes: given } = labelColumn(prediction);
    const confusion = countConfusion(truth, prediction, rows);
    const places = placesOfLabels(confusion, numeric, args['distance'] === 'value');
    let observed = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = at(rows, i);
      const gap = at(places, at(wanted, row)) - at(places, at(given, row));
      observed += gap * gap;
    }
    return 1 - observed / expectedByChance(confusion, places);
  },
};

/** Place of each label code, the lowest present label at 0. NaN for string labels by value. */
function placesOfLabels(confusion: Confusion, numeric: boolean, byValue: boolean): Float64Array {
  const { labels } = confusion;
  const ordered = presentCodes(confusion).sort((a, b) =>
    compareLabels(labels[a] as string, labels[b] as string, numeric),
  );
  const places = new Float64Array(labels.length);
  const valueOf = (code: number | undefined) => (numeric ? Number(labels[code ?? 0]) : NaN);
  ordered.forEach((code, rank) => {
    places[code] = byValue ? valueOf(code) - valueOf(ordered[0]) : rank;
  });
  return places;
}

/** Σᵢⱼ tᵢpⱼ(xᵢ − xⱼ)² / s from sums over single labels: s·Σt x² + s·Σp x² − 2·Σt x·Σp x, divided by s. */
function expectedByChance(confusion: Confusion, places: Float64Array): number {
  const { truthCounts, predictedCounts, rows } = confusion;
  let squares = 0;
  let truthSum = 0;
  let predictedSum = 0;
  for (let code = 0; code < places.length; code++) {
    const place = at(places, code);
    squares += (at(truthCounts, code) + at(predictedCounts, code)) * place * place;
    truthSum += at(truthCounts, code) * place;
    predictedSum += at(predictedCounts, code) * place;
  }
  return (rows * squares - 2 * truthSum * predictedSum) / rows;
}
