import { classMetrics, ratio } from '@/lib/metrics/class-average.core';

/**
 * Recall: of the rows of the class, the share that was predicted as it.
 * Source: `sklearn.metrics.recall_score`. Range [0, 1], higher is better.
 */
export const recall = classMetrics('recall', 'Recall', 'TP / (TP + FN)', (hits, _predicted, truth) =>
  ratio(hits, truth),
);
