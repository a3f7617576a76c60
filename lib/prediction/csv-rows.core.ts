/** A row of a CSV text: its cells and the line it begins on (1-based; a quoted cell may run over several lines). */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
  /** What is wrong with the row's quoting; its cells are then not to be trusted. */
  readonly broken: string | null;
}

/** More cells in a row than this are not kept: a million columns are reported, not stored (A56). */
const CELLS_MAX = 1_000;

/**
 * Reads RFC 4180 CSV row by row: commas, CRLF or LF, quoted cells with doubled quotes and line breaks. A blank line is no
 * row. Memory: the row being read.
 */
export function* csvRows(text: string): Generator<CsvRow> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const cells: string[] = [];
    let broken: string | null = null;
    let count = 0;
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
      count += 1;
      if (count <= CELLS_MAX) cells.push(cell.value);
      line += cell.lines;
      broken ??= cell.broken;
      at = cell.end;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    line += 1;
    if (count > CELLS_MAX) broken ??= `has ${count} cells`;
    const isBlank = count === 1 && cells[0] === '' && broken === null;
    if (!isBlank) yield { cells, line: begin, broken };
  }
}

interface Cell {
  readonly value: string;
  /** Index of the comma or line end behind it. */
  readonly end: number;
  readonly lines: number;
  readonly broken: string | null;
}

function plainCell(text: string, start: number): Cell {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && !(text[end] === '\r' && isLineEnd(text, end))) end += 1;
  return { value: text.slice(start, end), end, lines: 0, broken: null };
}

function isLineEnd(text: string, at: number): boolean {
  return at + 1 >= text.length || text[at + 1] === '\n';
}

function quotedCell(text: string, start: number): Cell {
  let value = '';
  let at = start + 1;
  let lines = 0;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value, end: text.length, lines, broken: 'has a quote that is never closed' };
    const part = text.slice(at, quote);
    value += part;
    for (const char of part) if (char === '\n') lines += 1;
    if (text[quote + 1] !== '"') {
      at = quote + 1;
      break;
    }
    value += '"';
    at = quote + 2;
  }
  const next = text[at];
  if (next === undefined || next === ',' || next === '\n' || (next === '\r' && isLineEnd(text, at))) {
    return { value, end: at, lines, broken: null };
  }
  const rest = plainCell(text, at);
  return { value: value + rest.value, end: rest.end, lines, broken: 'has text behind a closing quote' };
}
