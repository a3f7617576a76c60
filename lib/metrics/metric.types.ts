/**
 * What a cell of a target column holds. It decides how a cell is parsed and which error a bad cell gets.
 * - `integer_label` / `string_label`: a class. Integer labels are canonical decimal integers (`7`, `-1`; not `07`, `7.0`).
 * - `real`: a finite decimal number. `probability`: a real in [0, 1].
 * - `ranking`: labels separated by single spaces, best first; may be empty.
 * - `sequence`: any text, compared as a whole, or token by token where the metric says so.
 * - `mask`: run-length encoding `start length start length …`, 1-based, ascending, not overlapping; may be empty.
 */
export type CellKind =
  'integer_label' | 'string_label' | 'real' | 'probability' | 'ranking' | 'sequence' | 'mask';

/** Classes as small codes. `codes[row]` indexes `labels`; a prediction's `labels` starts with the truth's. */
export interface LabelColumn {
  readonly kind: 'label';
  readonly codes: Int32Array;
  readonly labels: readonly string[];
  /** Integer labels sort by value, string labels by UTF-16 code units. */
  readonly numeric: boolean;
}
export interface RealColumn {
  readonly kind: 'real';
  readonly values: Float64Array;
}
export interface TextColumn {
  readonly kind: 'text';
  readonly values: readonly string[];
}
export type Column = LabelColumn | RealColumn | TextColumn;

export type Direction = 'higher_is_better' | 'lower_is_better';

export interface MetricParameter {
  readonly name: string;
  readonly description: string;
  readonly type: 'integer' | 'number' | 'label' | 'choice';
  readonly min?: number;
  readonly max?: number;
  /** The words a `choice` takes. */
  readonly choices?: readonly string[];
  /** null: the parameter has to be given. */
  readonly default: number | string | null;
}

export type MetricArguments = Readonly<Record<string, number | string>>;

export interface Metric {
  /** Snake case, as scikit-learn names it where it does: `f1_macro`. */
  readonly name: string;
  readonly title: string;
  readonly direction: Direction;
  /** e.g. `[0, 1]`, `(-inf, 1]`; for people. */
  readonly range: string;
  readonly parameters: readonly MetricParameter[];
  /** How many target columns it takes. */
  readonly columns: 'one' | 'one_or_more' | 'two_or_more';
  /** What it computes, in one line of plain text; for people. */
  readonly definition: string;
  /** Where the definition comes from: a library's function, a paper. */
  readonly source: string;
  /** Kinds of cell it accepts in a prediction, the usual one first; `label` metrics accept both label kinds, and the solution's own values decide. */
  readonly cells: readonly CellKind[];
  /** Kinds of cell it accepts in the solution. `probability` stands for 0 or 1 where the metric wants a binary truth. */
  readonly truthCells: readonly CellKind[];
  /**
   * Score of the rows listed in `rows` (indexes into the columns; the rows of one split). Truth and prediction are
   * aligned by row. Returns a finite number, or NaN where the metric is undefined for these rows (e.g. one class only
   * in ROC-AUC); never throws for well-formed columns.
   */
  readonly score: (
    truth: readonly Column[],
    prediction: readonly Column[],
    rows: Int32Array,
    args: MetricArguments,
  ) => number;
}

/** A metric with its arguments bound, from a spec such as `map_at_k:k=5`. */
export interface BoundMetric {
  readonly spec: string;
  readonly metric: Metric;
  readonly args: MetricArguments;
}
