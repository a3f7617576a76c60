import type { SplitRule } from '@/lib/competition/splits.core';
import type { CellKind, Column } from '@/lib/metrics/metric.types';
import type { IdIndex } from '@/lib/prediction/id-index.core';
import type { LabelDictionary } from '@/lib/prediction/label-dictionary.core';

/** What a prediction file of a competition has to look like. */
export interface PredictionFormat {
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
  readonly cell: CellKind;
  /** Allowed labels where the competition lists them; null: any label is taken and an unknown one counts as wrong. */
  readonly labels: readonly string[] | null;
}

/** How a solution file is read. */
export interface SolutionOptions {
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
  /** Kinds the metric takes in the solution and in a prediction; the first counts, and between the two kinds of label the solution's values decide. */
  readonly truthCells: readonly CellKind[];
  readonly cells: readonly CellKind[];
  readonly labels: readonly string[] | null;
  /** Used where there is no Usage column. `all_public`: every row is public. null: a Usage column is required. */
  readonly split: SplitRule | 'all_public' | null;
}

export const USAGE_IGNORED = 0;
export const USAGE_PUBLIC = 1;
export const USAGE_PRIVATE = 2;

/** A solution ready for aligning predictions to it: row i of every array belongs to the i-th id. */
export interface CompiledSolution {
  readonly rows: number;
  readonly ids: IdIndex;
  readonly truth: readonly Column[];
  /** The labels of each truth column by their bytes; null for a column that holds no labels. */
  readonly dictionaries: readonly (LabelDictionary | null)[];
  /** One of USAGE_* a row. */
  readonly usage: Uint8Array;
  readonly publicRows: Int32Array;
  readonly privateRows: Int32Array;
  readonly format: PredictionFormat;
}

/** A prediction aligned to a solution: row i of every column is the prediction for the solution's i-th id. */
export interface Prediction {
  readonly columns: readonly Column[];
  readonly rows: number;
}

/** All that a thread needs to read one prediction file of a competition. Plain data: it is sent to a thread. */
export interface PredictionTask {
  readonly filePath: string;
  /** Content-addressed: another solution has another path. */
  readonly solutionPath: string;
  /** A metric's spec, e.g. `map_at_k:k=5`. */
  readonly metric: string;
  /** The file of a course's own metric; null for the built-in ones. */
  readonly metricPath: string | null;
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
  readonly labels: readonly string[] | null;
  readonly split: SplitRule | null;
  /** Bytes of the CSV, after inflating. */
  readonly fileBytesMax: number;
}
