import { classMetrics, ratio } from '@/lib/metrics/class-average.core';

/**
 * Precision: of the rows predicted as the class, the share that belongs to it.
 * Source: `sklearn.metrics.precision_score`. Range [0, 1], higher is better.
 */
export const precision = classMetrics('precision', 'Precision', 'TP / (TP + FP)', (hits, predicted) =>
  ratio(hits, predicted),
);
