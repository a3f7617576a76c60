import { at, LABEL_CELLS } from '@/lib/metrics/columns.core';
import { countConfusion } from '@/lib/metrics/confusion.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { StableSum } from '@/lib/metrics/stable-sum.core';

/**
 * Balanced accuracy: mean recall over the classes that the truth of the split holds. Labels that occur in the prediction
 * alone have no recall and are left out, as in scikit-learn.
 * Source: K. H. Brodersen et al., "The balanced accuracy and its posterior distribution", ICPR 2010;
 * `sklearn.metrics.balanced_accuracy_score`. Range [0, 1], higher is better.
 */
export const balancedAccuracy: Metric = {
  name: 'balanced_accuracy',
  title: 'Balanced accuracy',
  definition: 'mean of TP / (TP + FN) over the classes in the truth',
  source: 'sklearn.metrics.balanced_accuracy_score',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [],
  columns: 'one',
  cells: LABEL_CELLS,
  truthCells: LABEL_CELLS,
  score: (truth, prediction, rows) => {
    const { hits, truthCounts, labels } = countConfusion(truth, prediction, rows);
    const recalls = new StableSum();
    let classes = 0;
    for (let code = 0; code < labels.length; code++) {
      const count = at(truthCounts, code);
      if (count === 0) continue;
      recalls.add(at(hits, code) / count);
      classes++;
    }
    return recalls.total / classes;
  },
};
