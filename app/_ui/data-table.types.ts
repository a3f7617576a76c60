import type { ReactNode } from 'react';
import type { CellValue } from '@/app/_ui/data-table.core';

/** Columns and rows are plain values, so that a page on the server can hand them over. */
export interface DataColumn {
  readonly key: string;
  readonly title: string;
  readonly numeric?: boolean;
  /** Width in rem at least; 12 for texts and 7 for numbers unless said otherwise. What is left over is shared out. */
  readonly width?: number;
  /** Not shown until the reader asks for it. */
  readonly hidden?: boolean;
  /** Offers a choice of this column's values above the table. For columns of few different values. */
  readonly choices?: boolean;
}

/** A bare value is shown as it is; `show` says how it looks where that differs from what it is sorted and exported by. */
export type DataCell = CellValue | { readonly value: CellValue; readonly show: ReactNode };

export interface DataRow {
  readonly id: string;
  /** Where the row leads; the first cell is the link, a click anywhere in the row follows it. */
  readonly href?: string;
  /** By the column's key; a missing one is empty. */
  readonly cells: Readonly<Record<string, DataCell>>;
}

export function cellValue(row: DataRow, key: string): CellValue {
  const cell = row.cells[key] ?? null;
  return cell !== null && typeof cell === 'object' ? cell.value : cell;
}

export function cellShown(row: DataRow, key: string): ReactNode {
  const cell = row.cells[key] ?? null;
  return cell !== null && typeof cell === 'object' ? cell.show : cell;
}
