import { textColumn } from '@/lib/metrics/columns.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfRows } from '@/lib/metrics/stable-sum.core';

/**
 * Mean average precision at k. A row's truth is a set of relevant labels, its prediction a ranking, best first. With m
 * relevant labels, AP@k = 1/min(m, k) · Σ P(i) over the positions i ≤ k that hold a relevant label not named before, P(i)
 * being the share of hits among the first i. A label named twice counts once, but its second place is used up.
 * A row without relevant labels counts 0.
 * Source: Kaggle's MAP@K, as in Ben Hamner's `ml_metrics.mapk`. Range [0, 1], higher is better.
 */
export const mapAtK: Metric = {
  name: 'map_at_k',
  title: 'MAP@k',
  definition:
    'mean over rows of 1/min(m, k) · Σ P(i) over the places i ≤ k with a relevant label not named before',
  source: "Kaggle's MAP@K; ml_metrics.mapk (B. Hamner)",
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [
    {
      name: 'k',
      description: 'how many places of the ranking count',
      type: 'integer',
      min: 1,
      default: null,
    },
  ],
  columns: 'one',
  cells: ['ranking'],
  truthCells: ['ranking'],
  score: (truth, prediction, rows, args) => {
    const wanted = textColumn(truth).values;
    const given = textColumn(prediction).values;
    const k = Number(args['k']);
    return meanOfRows(rows, (row) => averagePrecisionAtK(labelsOf(wanted[row]), labelsOf(given[row]), k));
  },
};

function labelsOf(text: string | undefined): string[] {
  return text ? text.split(' ').filter((label) => label !== '') : [];
}

function averagePrecisionAtK(relevant: readonly string[], ranking: readonly string[], k: number): number {
  const open = new Set(relevant);
  const places = Math.min(open.size, k);
  let hits = 0;
  let sum = 0;
  for (let i = 0; i < Math.min(ranking.length, k); i++) {
    if (open.delete(ranking[i] as string)) sum += ++hits / (i + 1);
  }
  return places === 0 ? 0 : sum / places;
}
