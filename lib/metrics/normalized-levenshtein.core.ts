import { SEQUENCE_CELLS, textColumn } from '@/lib/metrics/columns.core';
import { EditDistance } from '@/lib/metrics/edit-distance.core';
import { symbolsOf, UNIT } from '@/lib/metrics/levenshtein.core';
import type { Metric } from '@/lib/metrics/metric.types';
import { meanOfRows } from '@/lib/metrics/stable-sum.core';

/**
 * Normalised Levenshtein distance, mean over rows of distance / length of the longer of the two sequences (in symbols);
 * a row with both empty counts 0. So 0 is exact and 1 has nothing in common, whatever the length.
 * Source of the normalisation: the NL of A. F. Biten et al., "Scene text visual question answering", ICCV 2019.
 * Range [0, 1], lower is better.
 */
export const normalizedLevenshtein: Metric = {
  name: 'normalized_levenshtein',
  title: 'Normalised Levenshtein distance',
  definition: 'mean of edits / length of the longer sequence; 0 where both are empty',
  source: 'Biten et al. (2019), NL',
  direction: 'lower_is_better',
  range: '[0, 1]',
  parameters: [UNIT],
  columns: 'one',
  cells: SEQUENCE_CELLS,
  truthCells: SEQUENCE_CELLS,
  score: (truth, prediction, rows, args) => {
    const wanted = textColumn(truth).values;
    const given = textColumn(prediction).values;
    const symbols = symbolsOf(args);
    const edits = new EditDistance();
    return meanOfRows(rows, (row) => {
      const { left, right } = symbols(wanted[row] as string, given[row] as string);
      return edits.distance(left, right) / Math.max(left.length, right.length, 1);
    });
  },
};
