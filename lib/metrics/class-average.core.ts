import { at, LABEL_CELLS } from '@/lib/metrics/columns.core';
import { countConfusion, presentCodes, type Confusion } from '@/lib/metrics/confusion.core';
import type { Metric, MetricArguments } from '@/lib/metrics/metric.types';
import { StableSum } from '@/lib/metrics/stable-sum.core';

export type ClassAverage = 'micro' | 'macro' | 'weighted' | 'binary';

/** A score from hits (true positives), rows predicted as the class and rows of the class. 0/0 counts as 0. */
export type ClassScore = (hits: number, predicted: number, truth: number) => number;

/** `a / b`, and 0 where b is 0: scikit-learn's `zero_division=0`. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/**
 * One score per class, averaged as scikit-learn does. The classes are those that occur in the truth or the prediction of
 * the split, so a label that exists only in a prediction lowers a macro average.
 * - micro: one score from the sums over all classes. - macro: plain mean over classes.
 * - weighted: mean weighted by rows of each class in the truth. - binary: the score of the class `pos_label`, all other
 *   labels counting as "not that class" (where scikit-learn refuses more than two labels, we score on).
 */
export function averageOverClasses(
  confusion: Confusion,
  average: ClassAverage,
  score: ClassScore,
  args: MetricArguments,
): number {
  const scoreOf = (code: number) =>
    score(at(confusion.hits, code), at(confusion.predictedCounts, code), at(confusion.truthCounts, code));
  if (average === 'micro') return score(confusion.correct, confusion.rows, confusion.rows);
  if (average === 'binary') {
    const code = confusion.labels.indexOf(String(args['pos_label']));
    return code < 0 ? 0 : scoreOf(code);
  }
  const codes = presentCodes(confusion);
  const sum = new StableSum();
  for (const code of codes)
    sum.add(scoreOf(code) * (average === 'weighted' ? at(confusion.truthCounts, code) : 1));
  return sum.total / (average === 'weighted' ? confusion.rows : codes.length);
}

const AVERAGE_TEXT: Record<ClassAverage, string> = {
  micro: 'from the counts summed over all classes',
  macro: 'plain mean over the classes of the truth and the prediction',
  weighted: 'mean over classes, weighted by their rows in the truth',
  binary: 'of the class pos_label',
};

/** The four metrics (`<stem>_micro` …) of a score of a class. */
export function classMetrics(
  stem: string,
  title: string,
  formula: string,
  score: ClassScore,
): Record<ClassAverage, Metric> {
  const metric = (average: ClassAverage): Metric => ({
    name: `${stem}_${average}`,
    title: `${title} (${average})`,
    definition: `${formula}, ${AVERAGE_TEXT[average]}; 0/0 = 0`,
    source: `sklearn.metrics.${stem}_score(average='${average}', zero_division=0)`,
    direction: 'higher_is_better',
    range: '[0, 1]',
    parameters:
      average === 'binary'
        ? [{ name: 'pos_label', description: 'the positive class', type: 'label', default: '1' }]
        : [],
    columns: 'one',
    cells: LABEL_CELLS,
    truthCells: LABEL_CELLS,
    score: (truth, prediction, rows, args) =>
      averageOverClasses(countConfusion(truth, prediction, rows), average, score, args),
  });
  return {
    micro: metric('micro'),
    macro: metric('macro'),
    weighted: metric('weighted'),
    binary: metric('binary'),
  };
}
