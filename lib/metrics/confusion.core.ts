import { at, labelColumn } from '@/lib/metrics/columns.core';
import type { Column } from '@/lib/metrics/metric.types';

/**
 * What the label metrics need of a confusion matrix: its diagonal and its margins. The matrix itself is never built, so
 * that memory grows with the number of labels, not with its square; a prediction may hold as many labels as rows.
 * Arrays are indexed by label code.
 */
export interface Confusion {
  readonly rows: number;
  readonly correct: number;
  /** Rows of this label that were predicted as it. */
  readonly hits: Int32Array;
  readonly truthCounts: Int32Array;
  readonly predictedCounts: Int32Array;
  readonly labels: readonly string[];
}

/** Counts the rows of one split in one pass. */
export function countConfusion(
  truth: readonly Column[],
  prediction: readonly Column[],
  rows: Int32Array,
): Confusion {
  const expected = labelColumn(truth).codes;
  const { codes, labels } = labelColumn(prediction);
  const hits = new Int32Array(labels.length);
  const truthCounts = new Int32Array(labels.length);
  const predictedCounts = new Int32Array(labels.length);
  let correct = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = at(rows, i);
    const wanted = at(expected, row);
    const given = at(codes, row);
    truthCounts[wanted] = at(truthCounts, wanted) + 1;
    predictedCounts[given] = at(predictedCounts, given) + 1;
    if (wanted === given) {
      hits[wanted] = at(hits, wanted) + 1;
      correct++;
    }
  }
  return { rows: rows.length, correct, hits, truthCounts, predictedCounts, labels };
}

/** Codes that occur in the truth or in the prediction of the split: the classes that averages run over. */
export function presentCodes(confusion: Confusion): number[] {
  const codes: number[] = [];
  for (let code = 0; code < confusion.labels.length; code++) {
    if (at(confusion.truthCounts, code) + at(confusion.predictedCounts, code) > 0) codes.push(code);
  }
  return codes;
}
