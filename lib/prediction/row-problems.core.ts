import { byteAt, textOf } from '@/lib/prediction/bytes.core';
import type { ColumnPlaces } from '@/lib/prediction/header.core';
import type { PredictionFormat } from '@/lib/prediction/prediction.types';
import { shown } from '@/lib/prediction/problem-list.core';
import type { QuoteFault, RowReader } from '@/lib/prediction/row-reader.core';
import type { Problem } from '@/lib/platform/result';

export interface RowProblem {
  readonly code: string;
  readonly inWords: (count: number) => string;
  readonly make: () => Problem;
}

const QUOTE_FAULTS: Readonly<Record<QuoteFault, string>> = {
  quote_in_cell:
    'has a quote (") inside a cell that does not begin with one; quote the cell and double the quote inside',
  text_after_quote:
    'has text after the quote (") that closes a cell; a quote inside a quoted cell has to be doubled',
  quote_not_closed: 'opens a quote (") that is never closed, so the rest of the file was read as one cell',
};

/** What is wrong with the form of the row just read, before looking at its values; null when it is well-formed. */
export function rowProblem(
  reader: RowReader,
  places: ColumnPlaces,
  format: PredictionFormat,
): RowProblem | null {
  const { line, fault, cells } = reader;
  if (fault)
    return {
      code: fault,
      inWords: (count) => `${count} ${count === 1 ? 'row' : 'rows'} with a misplaced quote`,
      make: () => ({ code: fault, message: `row ${line}: ${QUOTE_FAULTS[fault]}`, line }),
    };
  const wanted = places.names.length;
  if (cells !== wanted)
    return {
      code: 'cells_count',
      inWords: (count) => `${count} ${count === 1 ? 'row' : 'rows'} with a wrong number of cells`,
      make: () => ({
        code: 'cells_count',
        message: `row ${line}: has ${cells} ${cells === 1 ? 'cell' : 'cells'}, the header has ${wanted}${cellsHint(reader, wanted, format)}`,
        line,
        value: lineText(reader),
      }),
    };
  return strayCell(reader, places);
}

function cellsHint(reader: RowReader, wanted: number, format: PredictionFormat): string {
  const line = lineText(reader);
  if (reader.cells === 1 && line.includes(';')) return '; separate the cells by commas, not semicolons';
  if (reader.cells === 1 && line.includes('\t')) return '; separate the cells by commas, not tabs';
  if (reader.cells === wanted + 1 && reader.line === 2 && beginsWithNumber(reader))
    return '; the first cell seems to be the number of the row, as R’s write.table and pandas write it. In R use write.csv(x, row.names = FALSE), in pandas to_csv(index=False)';
  if (reader.cells > wanted && format.cell !== 'string_label' && format.cell !== 'sequence')
    return '; is a decimal comma written where a point should be?';
  if (reader.cells > wanted) return '; a cell that holds a comma has to be quoted';
  return '; was the file cut off?';
}

/** A row number before an id that is none; before a number the two cells may be one with a decimal comma. */
function beginsWithNumber(reader: RowReader): boolean {
  const cell = (at: number): string =>
    textOf(reader.source(at), reader.start(at), Math.min(reader.end(at), reader.start(at) + 40));
  return /^[01]$/.test(cell(0)) && !/^-?\d*$/.test(cell(1));
}

/** The beginning of the row, for a message. */
function lineText(reader: RowReader): string {
  const start = reader.start(0);
  return shown(
    textOf(
      reader.source(0),
      start,
      Math.min(start + 200, reader.source(0) === reader.bytes ? lineEnd(reader) : reader.end(0)),
    ),
  );
}

function lineEnd(reader: RowReader): number {
  let end = reader.position;
  while (end > reader.start(0) && byteAt(reader.bytes, end - 1) <= 0x0d) end--;
  return end;
}

/** Columns without a name are what some programs leave behind; they are taken as long as nothing stands in them. */
function strayCell(reader: RowReader, { unnamed }: ColumnPlaces): RowProblem | null {
  if (unnamed.length === 0) return null;
  const stray = unnamed.find((cell) => reader.start(cell) !== reader.end(cell));
  if (stray === undefined) return null;
  const { line } = reader;
  return {
    code: 'column_extra',
    inWords: (count) => `${count} ${count === 1 ? 'row' : 'rows'} with a value in a column without a name`,
    make: () => {
      const value = shown(
        textOf(
          reader.source(stray),
          reader.start(stray),
          Math.min(reader.end(stray), reader.start(stray) + 200),
        ),
      );
      return {
        code: 'column_extra',
        message: `row ${line}: "${value}" stands in column ${stray + 1}, which has no name; did pandas write its index? Use to_csv(index=False)`,
        line,
        value,
      };
    },
  };
}
