import { at, COMMA, CR, DIGIT_0, LF, sameBytes } from '@/lib/prediction/bytes.core';
import type { IdIndex } from '@/lib/prediction/id-index.core';

/** What the fast path shares with the general one. */
export interface FastRows {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly ids: IdIndex;
  readonly seen: Uint8Array;
  readonly codes: Int32Array;
  /** As `LabelDictionary.shortCodes`. */
  readonly shortCodes: Int32Array;
  /** Where the next row begins. */
  position: number;
  /** Row of the solution that the next row of the file is expected to be. */
  expected: number;
  /** Rows of the file that this path has read. */
  rowsRead: number;
}

/** So near to the end of the file the general path takes over, which lets this one read words without looking. */
const TAIL = 64;
const DIGITS_MAX = 9;

/**
 * Reads rows `id,label` of the plainest kind (known id without quotes, known label of one or two digits) until it meets
 * anything else, and stops before that row. The row is guessed to be the solution's next one, which costs one comparison of
 * bytes; where the guess is wrong the id is looked up.
 */
export function readFastRows(run: FastRows): void {
  const { bytes, view, ids, seen, codes, shortCodes } = run;
  const { packed, rows, longest } = ids;
  const { offsets, view: idView } = packed;
  const limit = bytes.length - TAIL - longest;
  let { position, expected } = run;
  const numbering = ids.numbering;
  const before = numbering?.before ?? 0;
  const width = numbering?.width ?? 0;
  const tail = numbering?.after ?? 0;
  const least = numbering?.least ?? 0;
  const rowOf = numbering?.rowOf ?? EMPTY;
  const places = rowOf.length;
  let rowsRead = 0;

  while (position < limit) {
    let row = expected < rows ? expected : 0;
    const from = at(offsets, row);
    const length = at(offsets, row + 1) - from;
    let label: number;
    if (sameBytes(view, position, idView, from, length)) {
      label = position + length;
    } else if (numbering !== null) {
      if (before > 0 && !sameBytes(view, position, idView, 0, before)) break;
      const first = position + before;
      let i = first;
      let value = 0;
      let digit = at(bytes, i) - DIGIT_0;
      while (digit >>> 0 <= 9) {
        value = value * 10 + digit;
        digit = at(bytes, ++i) - DIGIT_0;
        if (i - first > DIGITS_MAX) break;
      }
      const digits = i - first;
      if (width === 0) {
        if (digits === 0 || (digits > 1 && at(bytes, first) === DIGIT_0)) break;
      } else {
        if (digits !== width || !sameBytes(view, i, idView, before + width, tail)) break;
        i += tail;
      }
      if (at(bytes, i) !== COMMA) break;
      const place = value - least;
      if (place < 0 || place >= places) break;
      row = at(rowOf, place);
      if (row < 0) break;
      label = i + 1;
    } else {
      let end = position;
      const far = position + longest;
      while (end <= far && at(bytes, end) !== COMMA) end++;
      row = ids.find(bytes, view, position, end - position);
      if (row < 0 || at(bytes, end) !== COMMA) break;
      label = end + 1;
    }
    const short = at(shortCodes, view.getUint16(label, true));
    if (short < 0 || at(seen, row) !== 0) break;
    // One digit: its line feed is in the two bytes looked up. Two digits: it follows them.
    const size = short & 3;
    const after = label + size;
    const byte = at(bytes, after);
    if (byte === LF) position = after + 1;
    else if (byte === CR && at(bytes, after + 1) === LF) position = after + 2;
    else break;
    seen[row] = 1;
    codes[row] = short >> 2;
    expected = row + 1;
    rowsRead++;
  }
  run.position = position;
  run.expected = expected;
  run.rowsRead += rowsRead;
}

const EMPTY = new Int32Array(0);
