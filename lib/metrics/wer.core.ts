import { SEQUENCE_CELLS, textColumn } from '@/lib/metrics/columns.core';
import { EditDistance } from '@/lib/metrics/edit-distance.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { words } from '@/lib/metrics/sequence.core';

/**
 * Word error rate: word edits of all rows / words of the truth of all rows (not the mean of the rows' own rates). Words are
 * separated by white space and compared exactly. NaN where the truth of the split holds no word.
 * Source: the (S + D + I) / N of speech recognition, as in NIST's sclite. Range [0, inf), lower is better.
 */
export const wer: Metric = {
  name: 'wer',
  title: 'Word error rate',
  definition: 'word edits (S + D + I) of all rows / words of the truth of all rows',
  source: 'NIST sclite',
  direction: 'lower_is_better',
  range: '[0, inf)',
  parameters: [],
  columns: 'one',
  cells: SEQUENCE_CELLS,
  truthCells: SEQUENCE_CELLS,
  score: (truth, prediction, rows) => {
    const wanted = textColumn(truth).values;
    const given = textColumn(prediction).values;
    const edits = new EditDistance();
    let errors = 0;
    let length = 0;
    for (const row of rows) {
      const { left, right } = words(wanted[row] as string, given[row] as string);
      errors += edits.distance(left, right);
      length += left.length;
    }
    return errors / length;
  },
};
