import { at, LABEL_CELLS, labelColumn, textColumn } from '@/lib/metrics/columns.core';
import type { Column, Metric } from '@/lib/metrics/metric.types';

/**
 * Accuracy: rows predicted exactly right / rows. Sequences are compared as whole texts.
 * Source: `sklearn.metrics.accuracy_score`. Range [0, 1], higher is better.
 */
export const accuracy: Metric = {
  name: 'accuracy',
  title: 'Accuracy',
  definition: 'share of rows predicted exactly right',
  source: 'sklearn.metrics.accuracy_score',
  direction: 'higher_is_better',
  range: '[0, 1]',
  parameters: [],
  columns: 'one',
  cells: [...LABEL_CELLS, 'sequence'],
  truthCells: [...LABEL_CELLS, 'sequence'],
  score: (truth, prediction, rows) =>
    (truth[0]?.kind === 'text'
      ? equalTexts(truth, prediction, rows)
      : equalCodes(labelColumn(truth).codes, labelColumn(prediction).codes, rows)) / rows.length,
};

function equalCodes(truth: Int32Array, prediction: Int32Array, rows: Int32Array): number {
  let equal = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = at(rows, i);
    if (truth[row] === prediction[row]) equal++;
  }
  return equal;
}

function equalTexts(truth: readonly Column[], prediction: readonly Column[], rows: Int32Array): number {
  const wanted = textColumn(truth).values;
  const given = textColumn(prediction).values;
  let equal = 0;
  for (const row of rows) if (wanted[row] === given[row]) equal++;
  return equal;
}
