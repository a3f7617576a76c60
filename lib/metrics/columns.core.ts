import type { CellKind, Column, LabelColumn, RealColumn, TextColumn } from '@/lib/metrics/metric.types';

export const LABEL_CELLS: readonly CellKind[] = ['integer_label', 'string_label'];
export const REAL_CELLS: readonly CellKind[] = ['real', 'probability'];
export const PROBABILITY_CELLS: readonly CellKind[] = ['probability'];
export const SEQUENCE_CELLS: readonly CellKind[] = ['sequence'];

/** Column `index` as labels. Throws a TypeError where the caller compiled it as something else: that is a bug. */
export function labelColumn(columns: readonly Column[], index = 0): LabelColumn {
  const column = columns[index];
  if (column?.kind !== 'label') throw wrongKind('label', column, index);
  return column;
}

/** Column `index` as real numbers; throws a TypeError as `labelColumn` does. */
export function realColumn(columns: readonly Column[], index = 0): RealColumn {
  const column = columns[index];
  if (column?.kind !== 'real') throw wrongKind('real', column, index);
  return column;
}

/** Column `index` as text; throws a TypeError as `labelColumn` does. */
export function textColumn(columns: readonly Column[], index = 0): TextColumn {
  const column = columns[index];
  if (column?.kind !== 'text') throw wrongKind('text', column, index);
  return column;
}

/** The values of all columns, which have to be real. */
export function realValues(columns: readonly Column[]): Float64Array[] {
  return columns.map((_, index) => realColumn(columns, index).values);
}

/** `array[index]` of a typed array for an index that is known to lie inside it. */
export function at(array: Float64Array | Int32Array, index: number): number {
  return array[index] as number;
}

/** The values at `rows`, in that order. */
export function gather(values: Float64Array, rows: Int32Array): Float64Array {
  const gathered = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = at(values, at(rows, i));
  return gathered;
}

function wrongKind(wanted: string, column: Column | undefined, index: number): TypeError {
  return new TypeError(`column ${index} has to be of kind ${wanted}, not ${column?.kind ?? 'missing'}`);
}
