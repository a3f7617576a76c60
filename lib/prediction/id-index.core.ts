import {
  byteAt,
  intAt,
  ByteBuffer,
  COMMA,
  CR,
  digitsAt,
  digitsValue,
  isCanonicalInteger,
  LF,
  MINUS,
  PADDING,
  QUOTE,
  sameBytes,
  textOf,
  viewOf,
} from '@/lib/prediction/bytes.core';
import { ByteTable, type PackedBytes } from '@/lib/prediction/byte-table.core';

/** The table of numbered ids may have this many places a row, and always the smaller number. */
const PLACES_PER_ROW = 8;
const PLACES_ALWAYS = 1 << 16;
const DIGITS_MAX = 9;

/**
 * How ids are numbers: `before` bytes that all ids share, then digits, then `after` shared bytes. `width` is the number of
 * digits, zeros in front included; 0 means whole numbers in their usual form, which have no leading zeros.
 */
export interface Numbering {
  readonly before: number;
  readonly width: number;
  readonly after: number;
  readonly least: number;
  /** By number − least; −1 where no id has the number. */
  readonly rowOf: Int32Array;
  /** Row i has the number least + i, so that `rowOf` needs no look. */
  inOrder: boolean;
}

/**
 * Finds the row of an id from the bytes of a cell, without making a string. Ids that are whole numbers, or differ in one
 * run of digits of fixed length (`utt_0000123`), are looked up in an array by their number; others in a hash table.
 */
export class IdIndex {
  readonly rows: number;
  /** Bytes of the longest id. */
  readonly longest: number;
  /** No id holds a comma, quote or line break: an id then reads the same in a file as here. */
  readonly plain: boolean;
  readonly numbering: Numbering | null;
  readonly table: ByteTable | null;

  /** `packed`: every id followed by a comma (gap 1), as it stands in a file. */
  constructor(readonly packed: PackedBytes) {
    this.rows = packed.offsets.length - 1;
    this.longest = longestOf(packed);
    this.plain = isPlain(packed);
    this.numbering = wholeNumbers(packed) ?? numbered(packed);
    this.table = this.numbering ? null : new ByteTable(packed, this.rows);
  }

  get kind(): 'integer' | 'bytes' {
    return this.numbering?.width === 0 ? 'integer' : 'bytes';
  }

  /** Makes the rows findable. Returns the rows whose id an earlier row has. */
  fill(): number[] {
    const repeated: number[] = [];
    const { bytes, view, offsets } = this.packed;
    for (let row = 0; row < this.rows; row++) {
      const start = intAt(offsets, row);
      const length = intAt(offsets, row + 1) - 1 - start;
      if (this.find(bytes, view, start, length) >= 0) repeated.push(row);
      else if (this.table) this.table.insert(row);
      else this.number(row, start, length);
    }
    if (this.numbering) this.numbering.inOrder = this.numbering.rowOf.every((row, place) => row === place);
    return repeated;
  }

  /** Row of the id that these bytes are, or −1. */
  find(bytes: Uint8Array, view: DataView, start: number, length: number): number {
    if (this.table) return this.table.find(view, start, length);
    const place = this.placeOf(bytes, view, start, length);
    return place < 0 ? -1 : intAt((this.numbering as Numbering).rowOf, place);
  }

  /** The id of a row as text, for messages. */
  idOf(row: number): string {
    const { bytes, offsets } = this.packed;
    return textOf(bytes, intAt(offsets, row), intAt(offsets, row + 1) - 1);
  }

  private number(row: number, start: number, length: number): void {
    const { bytes, view } = this.packed;
    (this.numbering as Numbering).rowOf[this.placeOf(bytes, view, start, length)] = row;
  }

  private placeOf(bytes: Uint8Array, view: DataView, start: number, length: number): number {
    const { before, width, after, least, rowOf } = this.numbering as Numbering;
    let value: number;
    if (width === 0) {
      if (length > DIGITS_MAX + 1 || !isCanonicalInteger(bytes, start, start + length)) return -1;
      const negative = byteAt(bytes, start) === MINUS;
      value = digitsValue(bytes, negative ? start + 1 : start, start + length);
      if (negative) value = -value;
    } else {
      const digits = start + before;
      if (length !== before + width + after || digitsAt(bytes, digits, digits + width) !== width) return -1;
      if (!sameBytes(view, start, this.packed.view, 0, before)) return -1;
      if (!sameBytes(view, digits + width, this.packed.view, before + width, after)) return -1;
      value = digitsValue(bytes, digits, digits + width);
    }
    const place = value - least;
    return place >= 0 && place < rowOf.length ? place : -1;
  }
}

/** Collects the ids of a solution, then packs them. */
export class IdCollector {
  private readonly bytes: ByteBuffer;
  private readonly ends: number[] = [0];

  constructor(bytesExpected: number) {
    this.bytes = new ByteBuffer(bytesExpected);
  }

  add(from: Uint8Array, start: number, end: number): void {
    this.bytes.append(from, start, end);
    this.bytes.push(COMMA);
    this.ends.push(this.bytes.length);
  }

  pack(): PackedBytes {
    const bytes = new Uint8Array(this.bytes.length + PADDING);
    bytes.set(this.bytes.bytes.subarray(0, this.bytes.length));
    return { bytes, view: viewOf(bytes), offsets: Int32Array.from(this.ends), gap: 1 };
  }
}

function longestOf({ offsets }: PackedBytes): number {
  let longest = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    longest = Math.max(longest, intAt(offsets, row + 1) - 1 - intAt(offsets, row));
  }
  return longest;
}

function isPlain({ bytes, offsets }: PackedBytes): boolean {
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let i = intAt(offsets, row); i < intAt(offsets, row + 1) - 1; i++) {
      const byte = byteAt(bytes, i);
      if (byte === COMMA || byte === QUOTE || byte === LF || byte === CR) return false;
    }
  }
  return true;
}

function wholeNumbers({ bytes, offsets }: PackedBytes): Numbering | null {
  const rows = offsets.length - 1;
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < rows; row++) {
    const start = intAt(offsets, row);
    const end = intAt(offsets, row + 1) - 1;
    if (end - start > DIGITS_MAX || !isCanonicalInteger(bytes, start, end)) return null;
    const negative = byteAt(bytes, start) === MINUS;
    const size = digitsValue(bytes, negative ? start + 1 : start, end);
    least = Math.min(least, negative ? -size : size);
    most = Math.max(most, negative ? -size : size);
  }
  return numberingOf(rows, { before: 0, width: 0, after: 0, least, most });
}

function numbered(packed: PackedBytes): Numbering | null {
  const { bytes, offsets } = packed;
  const rows = offsets.length - 1;
  const length = intAt(offsets, 1) - 1;
  let before = length;
  let after = length;
  for (let row = 1; row < rows; row++) {
    const start = intAt(offsets, row);
    if (intAt(offsets, row + 1) - 1 - start !== length) return null;
    let same = 0;
    while (same < before && byteAt(bytes, start + same) === byteAt(bytes, same)) same++;
    before = same;
    same = 0;
    while (same < after && byteAt(bytes, start + length - 1 - same) === byteAt(bytes, length - 1 - same))
      same++;
    after = same;
  }
  // A single row, or the same id throughout, has no part that differs.
  const width = length - before - after;
  if (width < 1 || width > DIGITS_MAX) return null;
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < rows; row++) {
    const digits = intAt(offsets, row) + before;
    if (digitsAt(bytes, digits, digits + width) !== width) return null;
    const value = digitsValue(bytes, digits, digits + width);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return numberingOf(rows, { before, width, after, least, most });
}

function numberingOf(
  rows: number,
  form: { before: number; width: number; after: number; least: number; most: number },
): Numbering | null {
  const { most, ...numbering } = form;
  const places = most - form.least + 1;
  if (places > Math.max(rows * PLACES_PER_ROW, PLACES_ALWAYS)) return null;
  return { ...numbering, rowOf: new Int32Array(places).fill(-1), inOrder: false };
}
