import { byteAt, intAt, ByteBuffer, COMMA, CR, LF, QUOTE } from '@/lib/prediction/bytes.core';

/** What breaks the quoting rules of RFC 4180 in a row. */
export type QuoteFault = 'quote_in_cell' | 'text_after_quote' | 'quote_not_closed';

/**
 * Reads a CSV file row by row (RFC 4180: cells may be quoted, a quote inside is doubled, a quoted cell may hold commas and
 * line breaks). Lines end with LF, CR LF or CR; the last one needs no end. After `next()` the row is in the fields of this
 * object, which the following call overwrites: no memory is taken per row.
 */
export class RowReader {
  /** Where the next row begins. */
  position: number;
  /** Line of the file on which the next row begins, from 1. */
  nextLine = 1;
  /** Line on which the current row begins. */
  line = 1;
  /** Cells in the current row, also those beyond `cellsMax`, whose content is not kept. */
  cells = 0;
  fault: QuoteFault | null = null;

  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  /** 1 where the cell's content is in `unescaped`, having had doubled quotes. */
  private readonly copied: Uint8Array;
  private readonly unescaped = new ByteBuffer(64);
  private quoted = false;

  constructor(
    readonly bytes: Uint8Array,
    start: number,
    cellsMax: number,
  ) {
    this.position = start;
    this.starts = new Int32Array(cellsMax);
    this.ends = new Int32Array(cellsMax);
    this.copied = new Uint8Array(cellsMax);
  }

  /** Reads one row; false at the end of the file. */
  next(): boolean {
    if (this.position >= this.bytes.length) return false;
    this.line = this.nextLine;
    this.cells = 0;
    this.fault = null;
    this.quoted = false;
    this.unescaped.length = 0;
    while (this.readCell());
    return true;
  }

  /** A line without anything on it. */
  get isBlank(): boolean {
    return this.cells === 1 && !this.quoted && this.start(0) === this.end(0);
  }

  /** Bytes in which `start(cell)` and `end(cell)` count. */
  source(cell: number): Uint8Array {
    return this.copied[cell] === 1 ? this.unescaped.bytes : this.bytes;
  }

  start(cell: number): number {
    return intAt(this.starts, cell);
  }

  end(cell: number): number {
    return intAt(this.ends, cell);
  }

  /** Reads a cell and what ends it; true when the row goes on. */
  private readCell(): boolean {
    const { bytes } = this;
    const quoted = byteAt(bytes, this.position) === QUOTE && this.position < bytes.length;
    if (quoted) this.readQuoted();
    else this.readPlain(this.position);
    this.cells++;
    if (this.position >= bytes.length) return false;
    const byte = byteAt(bytes, this.position++);
    if (byte === COMMA) return true;
    if (byte === CR && this.position < bytes.length && byteAt(bytes, this.position) === LF) this.position++;
    this.nextLine++;
    return false;
  }

  private readPlain(start: number): void {
    const { bytes } = this;
    const { length } = bytes;
    let i = start;
    for (; i < length; i++) {
      const byte = byteAt(bytes, i);
      if (byte === COMMA || byte === LF || byte === CR) break;
      if (byte === QUOTE) this.fault ??= 'quote_in_cell';
    }
    this.position = i;
    this.keep(start, i, false);
  }

  private readQuoted(): void {
    const { bytes } = this;
    this.quoted = true;
    const start = this.position + 1;
    const close = this.closingQuote(start);
    if (close < 0) {
      this.fault = 'quote_not_closed';
      this.position = bytes.length;
      this.keep(start, bytes.length, false);
      return;
    }
    const after = close + 1;
    if (after < bytes.length && !endsCell(byteAt(bytes, after))) {
      this.fault ??= 'text_after_quote';
      this.readPlain(after);
      return;
    }
    this.position = after;
    if (this.hasDoubled) this.copyUndoubled(start, close);
    else this.keep(start, close, false);
  }

  private hasDoubled = false;

  /** Where the quote stands that closes the cell whose content begins at `start`, or −1; counts the lines on the way. */
  private closingQuote(start: number): number {
    const { bytes } = this;
    this.hasDoubled = false;
    for (let i = start; i < bytes.length; i++) {
      const byte = byteAt(bytes, i);
      if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) this.nextLine++;
      if (byte !== QUOTE) continue;
      if (bytes[i + 1] !== QUOTE) return i;
      this.hasDoubled = true;
      i++;
    }
    return -1;
  }

  private copyUndoubled(start: number, end: number): void {
    const from = this.unescaped.length;
    for (let i = start; i < end; i++) {
      const byte = byteAt(this.bytes, i);
      this.unescaped.push(byte);
      if (byte === QUOTE) i++;
    }
    this.keep(from, this.unescaped.length, true);
  }

  private keep(start: number, end: number, copied: boolean): void {
    if (this.cells >= this.starts.length) return;
    this.starts[this.cells] = start;
    this.ends[this.cells] = end;
    this.copied[this.cells] = copied ? 1 : 0;
  }
}

function endsCell(byte: number): boolean {
  return byte === COMMA || byte === LF || byte === CR;
}
