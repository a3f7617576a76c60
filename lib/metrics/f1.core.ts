import { classMetrics, ratio } from '@/lib/metrics/class-average.core';

/**
 * F1, the harmonic mean of precision and recall: 2·hits / (rows predicted as the class + rows of the class).
 * Source: C. J. van Rijsbergen, Information Retrieval (1979); `sklearn.metrics.f1_score`.
 * Range [0, 1], higher is better.
 */
export const f1 = classMetrics('f1', 'F1', '2·TP / (2·TP + FP + FN)', (hits, predicted, truth) =>
  ratio(2 * hits, predicted + truth),
);
