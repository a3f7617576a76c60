import { byteAt, COMMA, DIGIT_0, intAt, sameBytes } from '@/lib/prediction/bytes.core';
import { readHashed } from '@/lib/prediction/hashed-rows.core';
import type { Numbering } from '@/lib/prediction/id-index.core';
import { lineAfter, shortCodeAt, type FastRows } from '@/lib/prediction/plain-row.core';

/** So near to the end of the file the general path takes over, which lets this one read words without looking. */
const TAIL = 64;
const DIGITS_MAX = 9;

/** Rows read in one go: many short calls are compiled better than one long loop, which has to be swapped while it runs. */
const CHUNK = 256;
/** After so many rows that were looked up guessing is tried again; each time in vain doubles the number, up to the most. */
const LOOKUPS_LEAST = 16;
const LOOKUPS_MOST = 2048;

/**
 * The fast path: rows `id,label` of the plainest kind, that is a known id without quotes and a known label of one or two
 * digits. Anything else is left to the general path. Three loops share the work: one guesses that the row is the solution's
 * next one, which costs a comparison of bytes; where the guess is wrong one looks ids up by number, or one by hash.
 *
 * Reads rows until it meets one that is not of the plainest kind, or the end is near, and stops before it.
 */
export function readFastRows(run: FastRows): void {
  const { ids } = run;
  const { numbering, table } = ids;
  const limit = run.bytes.length - TAIL - ids.longest;
  let lookups = LOOKUPS_LEAST;
  for (let before = -1; before !== run.rowsRead;) {
    before = run.rowsRead;
    readGuessed(run, limit);
    const guessed = run.rowsRead - before;
    if (guessed === CHUNK) continue;
    lookups = guessed > 1 ? LOOKUPS_LEAST : Math.min(lookups * 2, LOOKUPS_MOST);
    if (numbering) readNumbered(run, numbering, limit, lookups);
    else if (table) readHashed(run, table, limit);
  }
}

function readGuessed(run: FastRows, limit: number): void {
  const { bytes, view, marks, shortCodes } = run;
  const { rows, packed } = run.ids;
  const { offsets, view: idView } = packed;
  let position = run.position;
  let row = run.expected < rows ? run.expected : 0;
  const lastRow = Math.min(rows, row + CHUNK);
  let rowsRead = 0;
  let from = intAt(offsets, row);
  while (row < lastRow && position < limit) {
    const next = intAt(offsets, row + 1);
    const length = next - from;
    if (!sameBytes(view, position, idView, from, length)) break;
    const label = position + length;
    const code = shortCodeAt(bytes, shortCodes, label);
    if (code < 0 || byteAt(marks, row) !== 0) break;
    const after = lineAfter(bytes, label + (code & 3));
    if (after < 0) break;
    marks[row] = (code >> 2) + 1;
    position = after;
    from = next;
    row++;
    rowsRead++;
  }
  run.position = position;
  run.expected = row;
  run.rowsRead += rowsRead;
}

function readNumbered(run: FastRows, numbering: Numbering, limit: number, most: number): void {
  const { bytes, view, marks, shortCodes } = run;
  const idView = run.ids.packed.view;
  const { before, width, after: shared, least, rowOf, inOrder } = numbering;
  const places = rowOf.length;
  let position = run.position;
  let row = run.expected - 1;
  let rowsRead = 0;
  while (rowsRead < most && position < limit) {
    if (before > 0 && !sameBytes(view, position, idView, 0, before)) break;
    const digitsFrom = position + before;
    let i = digitsFrom;
    let value = fourDigits(view.getInt32(i, true));
    if (value < 0) value = 0;
    else i += 4;
    let digit = byteAt(bytes, i) - DIGIT_0;
    while (digit >>> 0 <= 9 && i - digitsFrom < DIGITS_MAX) {
      value = value * 10 + digit;
      digit = byteAt(bytes, ++i) - DIGIT_0;
    }
    const digits = i - digitsFrom;
    if (width === 0) {
      if (digits === 0 || (digits > 1 && byteAt(bytes, digitsFrom) === DIGIT_0)) break;
    } else {
      if (digits !== width || (shared > 0 && !sameBytes(view, i, idView, before + width, shared))) break;
      i += shared;
    }
    if (byteAt(bytes, i) !== COMMA) break;
    const place = value - least;
    if (place < 0 || place >= places) break;
    const found = inOrder ? place : intAt(rowOf, place);
    if (found < 0) break;
    const code = shortCodeAt(bytes, shortCodes, i + 1);
    if (code < 0 || byteAt(marks, found) !== 0) break;
    const after = lineAfter(bytes, i + 1 + (code & 3));
    if (after < 0) break;
    marks[found] = (code >> 2) + 1;
    row = found;
    position = after;
    rowsRead++;
  }
  run.position = position;
  run.expected = row + 1;
  run.rowsRead += rowsRead;
}

/** Value of four ASCII digits in a little-endian word; −1 where one is no digit. All four at once, in parts of the word. */
function fourDigits(word: number): number {
  const digits = (word - 0x30303030) | 0;
  if (((digits | (digits + 0x76767676)) & 0x80808080) !== 0) return -1;
  const pairs = (Math.imul(digits, 10) + (digits >> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >> 16);
}
