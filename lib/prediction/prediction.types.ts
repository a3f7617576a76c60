import type { CellKind, Column } from '@/lib/metrics/metric.types';

/** What a prediction file of a competition has to look like. */
export interface PredictionFormat {
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
  readonly cell: CellKind;
  /** Allowed labels where the competition lists them; null: any label is taken and an unknown one counts as wrong. */
  readonly labels: readonly string[] | null;
  readonly fileBytesMax: number;
}

export const USAGE_IGNORED = 0;
export const USAGE_PUBLIC = 1;
export const USAGE_PRIVATE = 2;

/** A solution ready for aligning predictions to it: row i of every array belongs to the i-th id. */
export interface CompiledSolution {
  readonly rows: number;
  readonly ids: IdIndex;
  readonly truth: readonly Column[];
  /** One of USAGE_* a row. */
  readonly usage: Uint8Array;
  readonly publicRows: Int32Array;
  readonly privateRows: Int32Array;
}

/**
 * Finds the row of an id from the bytes of a CSV cell, without making a string.
 * The concrete layout (dense integers or an open-addressing table over bytes) is the parser's business.
 */
export interface IdIndex {
  readonly kind: 'integer' | 'bytes';
  readonly rows: number;
  /** The id of a row as text, for messages. */
  idOf(row: number): string;
}
