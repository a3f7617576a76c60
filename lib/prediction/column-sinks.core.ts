import type { CellKind, Column } from '@/lib/metrics/metric.types';
import { textOf } from '@/lib/prediction/bytes.core';
import { cellFault, type CellFault } from '@/lib/prediction/cell-rules.core';
import type { LabelDictionary } from '@/lib/prediction/label-dictionary.core';
import { parseReal } from '@/lib/prediction/real.core';

/** No number or class is longer; a longer cell is cut before it is looked at closely. */
const NUMBER_BYTES_MAX = 400;

/** Takes the cells of one target column, in any order of rows. */
export interface ColumnSink {
  /** Stores the cell of a row; returns what is wrong with it, or null. */
  accept(row: number, bytes: Uint8Array, view: DataView, start: number, end: number): CellFault | null;
  /** The column of the first `rows` rows. */
  column(rows: number): Column;
}

export interface LabelRules {
  readonly kind: CellKind;
  /** Labels known beforehand, by their bytes; their codes come first. */
  readonly known: LabelDictionary | null;
  /** Only the known labels are taken. */
  readonly closed: boolean;
}

export function sinkFor(rules: LabelRules, rowsExpected: number): ColumnSink {
  if (rules.kind === 'integer_label' || rules.kind === 'string_label')
    return new LabelSink(rules, rowsExpected);
  if (rules.kind === 'real' || rules.kind === 'probability') return new RealSink(rules.kind, rowsExpected);
  return new TextSink(rules.kind);
}

export class LabelSink implements ColumnSink {
  codes: Int32Array;
  /** Labels not known beforehand. A Map, since these are chosen by whoever sends the file: its hashes can't be aimed at. */
  private readonly others = new Map<string, number>();
  private readonly labels: string[];

  constructor(
    readonly rules: LabelRules,
    rowsExpected: number,
  ) {
    this.codes = new Int32Array(rowsExpected);
    this.labels = [...(rules.known?.labels ?? [])];
  }

  accept(row: number, bytes: Uint8Array, view: DataView, start: number, end: number): CellFault | null {
    const known = this.rules.known?.find(view, start, end - start) ?? -1;
    if (known >= 0) {
      this.store(row, known);
      return null;
    }
    return this.acceptOther(row, bytes, start, end);
  }

  column(rows: number): Column {
    const numeric = this.rules.kind === 'integer_label';
    return { kind: 'label', codes: this.codes.subarray(0, rows), labels: this.labels, numeric };
  }

  private acceptOther(row: number, bytes: Uint8Array, start: number, end: number): CellFault | null {
    const numeric = this.rules.kind === 'integer_label';
    const text = textOf(bytes, start, numeric ? Math.min(end, start + NUMBER_BYTES_MAX) : end);
    let code = this.others.get(text);
    if (code === undefined) {
      const fault = cellFault(this.rules.kind, text) ?? this.strangerFault();
      if (fault) return fault;
      code = this.labels.push(text) - 1;
      this.others.set(text, code);
    }
    this.store(row, code);
    return null;
  }

  private strangerFault(): CellFault | null {
    if (!this.rules.closed) return null;
    const labels = this.rules.known?.labels ?? [];
    const some = labels.slice(0, 5).join(', ');
    const list = labels.length > 5 ? `${some}, … (${labels.length} in all)` : some;
    return { code: 'label_unknown', is: `is not one of the labels of this competition: ${list}` };
  }

  private store(row: number, code: number): void {
    if (row >= this.codes.length) {
      const larger = new Int32Array(Math.max(row + 1, this.codes.length * 2));
      larger.set(this.codes);
      this.codes = larger;
    }
    this.codes[row] = code;
  }
}

class RealSink implements ColumnSink {
  private values: Float64Array;

  constructor(
    private readonly kind: 'real' | 'probability',
    rowsExpected: number,
  ) {
    this.values = new Float64Array(rowsExpected);
  }

  accept(row: number, bytes: Uint8Array, _view: DataView, start: number, end: number): CellFault | null {
    const value = end - start > NUMBER_BYTES_MAX ? NaN : parseReal(bytes, start, end);
    const fits = this.kind === 'real' ? !Number.isNaN(value) : value >= 0 && value <= 1;
    if (!fits) {
      const text = textOf(bytes, start, Math.min(end, start + NUMBER_BYTES_MAX));
      return cellFault(this.kind, text) ?? { code: 'value_too_long', is: 'is too long for a number' };
    }
    if (row >= this.values.length) {
      const larger = new Float64Array(Math.max(row + 1, this.values.length * 2));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[row] = value;
    return null;
  }

  column(rows: number): Column {
    return { kind: 'real', values: this.values.subarray(0, rows) };
  }
}

class TextSink implements ColumnSink {
  private readonly values: string[] = [];

  constructor(private readonly kind: CellKind) {}

  accept(row: number, bytes: Uint8Array, _view: DataView, start: number, end: number): CellFault | null {
    const text = textOf(bytes, start, end);
    const fault = cellFault(this.kind, text);
    if (fault) return fault;
    // Rows come in any order; filled from the front, the array stays one without holes.
    while (this.values.length < row) this.values.push('');
    this.values[row] = text;
    return null;
  }

  column(rows: number): Column {
    return { kind: 'text', values: this.values.slice(0, rows) };
  }
}
