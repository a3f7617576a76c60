import { meanOverMasks } from '@/lib/metrics/mask.core';
import type { Metric } from '@/lib/metrics/metric.types';

/**
 * Dice coefficient of two masks: 2 · area of the intersection / (area of the truth + area of the prediction);
 * mean over rows. Two empty masks count 1. Masks are run-length encodings, see `mask` in `metric.types.ts`.
 * Source: L. R. Dice, Ecology 26 (1945); `sklearn.metrics.f1_score` of the pixels. Range [0, 1], higher is better.
 */
export const dice: Metric = {
  name: 'dice',
  title: 'Dice coefficient',
  definition:
    'mean over rows of 2 · area of the intersection / (area of the truth + area of the prediction); 1 where both are empty',
  source: 'sklearn.metrics.f1_score of the pixels',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [],
  columns: 'one',
  cells: ['mask'],
  truthCells: ['mask'],
  score: (truths, predictions, rows) =>
    meanOverMasks(truths, predictions, rows, ({ truth, prediction, both }) => {
      const size = truth + prediction;
      return size === 0 ? 1 : (2 * both) / size;
    }),
};
