import { SEQUENCE_CELLS, textColumn } from '@/lib/metrics/columns.core';
import { EditDistance } from '@/lib/metrics/edit-distance.core';
import type { Metric, MetricArguments, MetricParameter } from '@/lib/metrics/metric.types';
import { characters, words, type SymbolPair } from '@/lib/metrics/sequence.core';
import { meanOfRows } from '@/lib/metrics/stable-sum.core';

/** What one symbol of a sequence is; shared with the normalised distance. */
export const UNIT: MetricParameter = {
  name: 'unit',
  description: 'what is compared: code points, or words separated by white space',
  type: 'choice',
  choices: ['character', 'word'],
  default: 'character',
};

/**
 * Levenshtein distance, mean over rows: the fewest insertions, deletions and substitutions of symbols that turn the
 * prediction into the truth. Symbols are code points, exactly as in the files, or words with `unit=word`.
 * Source: V. I. Levenshtein, Soviet Physics Doklady 10 (1966). Range [0, inf), lower is better.
 */
export const levenshtein: Metric = {
  name: 'levenshtein',
  title: 'Levenshtein distance',
  definition: 'mean number of edits (insert, delete, substitute) between prediction and truth',
  source: 'Levenshtein (1966)',
  direction: 'lower_is_better',
  range: '[0, inf)',
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
      return edits.distance(left, right);
    });
  },
};

/** How a pair of texts is cut, by the argument `unit`. */
export function symbolsOf(args: MetricArguments): (left: string, right: string) => SymbolPair {
  return args[UNIT.name] === 'word' ? words : characters;
}
