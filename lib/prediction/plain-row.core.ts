import { byteAt, CR, DIGIT_0, intAt, LF } from '@/lib/prediction/bytes.core';
import type { IdIndex } from '@/lib/prediction/id-index.core';
import { shortLabelPlace } from '@/lib/prediction/label-dictionary.core';

/** What the loops of the fast path share with each other and with the general path. */
export interface FastRows {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly ids: IdIndex;
  readonly marks: Marks;
  /** As `LabelDictionary.shortCodes`. */
  readonly shortCodes: Int32Array;
  /** Where the next row begins. */
  position: number;
  /** Row of the solution that the next row of the file is expected to be. */
  expected: number;
  /** Rows of the file that this path has read. */
  rowsRead: number;
}

/**
 * What is known of each row of the solution, one byte a row: 0 not seen yet, `MARK_ELSEWHERE` seen and its label kept by the
 * column, otherwise the code of its label + 1. One byte that says it all is quick to reach in any order of rows, where
 * four bytes for the code would miss the processor's caches.
 */
export type Marks = Uint8Array;
export const MARK_ELSEWHERE = 255;

/** Writes the labels that are in the marks to where the others are. Every row has been seen. */
export function writeMarkedCodes(marks: Marks, codes: Int32Array): void {
  for (let row = 0; row < marks.length; row++) {
    const mark = byteAt(marks, row);
    if (mark !== MARK_ELSEWHERE) codes[row] = mark - 1;
  }
}

/** `code · 4 + length` of the known label of one or two digits that begins here; −1 where there is none. */
export function shortCodeAt(bytes: Uint8Array, shortCodes: Int32Array, label: number): number {
  const first = byteAt(bytes, label);
  const second = byteAt(bytes, label + 1);
  if ((first - DIGIT_0) >>> 0 > 9 || second > 0x7f) return -1;
  return intAt(shortCodes, shortLabelPlace(first, second));
}

/** Where the next line begins when the line ends here; −1 when it doesn't. */
export function lineAfter(bytes: Uint8Array, end: number): number {
  const byte = byteAt(bytes, end);
  if (byte === LF) return end + 1;
  return byte === CR && byteAt(bytes, end + 1) === LF ? end + 2 : -1;
}
