import { meanOverMasks } from '@/lib/metrics/mask.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Intersection over union (Jaccard index) of two masks: area of the intersection / area of the union;
 * mean over rows. Two empty masks count 1. Masks are run-length encodings, see `mask` in `metric.types.ts`.
 * Source: P. Jaccard (1901); `sklearn.metrics.jaccard_score` of the pixels. Range [0, 1], higher is better.
 */
export const iou: Metric = {
  name: 'iou',
  title: 'IoU',
  definition: 'mean over rows of area of the intersection / area of the union; 1 where both are empty',
  source: 'sklearn.metrics.jaccard_score of the pixels',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [],
  columns: 'one',
  cells: ['mask'],
  truthCells: ['mask'],
  score: (truths, predictions, rows) =>
    meanOverMasks(truths, predictions, rows, ({ truth, prediction, both }) => {
      const size = truth + prediction - both;
      return size === 0 ? 1 : both / size;
    }),
};
