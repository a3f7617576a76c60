import { byteAt, COMMA, hashBytes, intAt, sameBytes } from '@/lib/prediction/bytes.core';
import type { ByteTable } from '@/lib/prediction/byte-table.core';
import { lineAfter, shortCodeAt, type FastRows } from '@/lib/prediction/plain-row.core';

/**
 * Rows looked up together. One after the other, each would wait for its places in the table, in the list of ids and in their
 * bytes, which for ids in random order are far from the processor; step by step for many rows, the waits overlap.
 */
const BATCH = 128;

const starts = new Int32Array(BATCH);
const lengths = new Int32Array(BATCH);
const hashes = new Int32Array(BATCH);
const codes = new Int32Array(BATCH);
const ends = new Int32Array(BATCH);
const found = new Int32Array(BATCH);
const idStarts = new Int32Array(BATCH);
const idEnds = new Int32Array(BATCH);

/** Reads up to `BATCH` rows of the plainest kind whose ids are found by hash; stops before one that is not. */
export function readHashed(run: FastRows, table: ByteTable, limit: number): void {
  const count = scanRows(run, limit);
  table.guess(hashes, count, found);
  findIds(run, count);
  const taken = takeRows(run, count);
  if (taken === 0) return;
  run.position = intAt(ends, taken - 1);
  run.expected = intAt(found, taken - 1) + 1;
  run.rowsRead += taken;
}

/** Notes where the ids of the next rows are, their hashes and the rows' labels. Returns how many rows are plain. */
function scanRows({ bytes, view, ids, shortCodes, position }: FastRows, limit: number): number {
  let start = position;
  let count = 0;
  for (; count < BATCH && start < limit; count++) {
    let comma = start;
    const far = start + ids.longest;
    while (comma < far && byteAt(bytes, comma) !== COMMA) comma++;
    if (byteAt(bytes, comma) !== COMMA) break;
    const code = shortCodeAt(bytes, shortCodes, comma + 1);
    if (code < 0) break;
    const end = lineAfter(bytes, comma + 1 + (code & 3));
    if (end < 0) break;
    starts[count] = start;
    lengths[count] = comma - start;
    hashes[count] = hashBytes(view, start, comma - start);
    codes[count] = code;
    ends[count] = end;
    start = end;
  }
  return count;
}

/** Where the bytes of the guessed ids are, comma included. */
function findIds({ ids }: FastRows, count: number): void {
  const { offsets } = ids.packed;
  for (let i = 0; i < count; i++) {
    const row = Math.max(intAt(found, i), 0);
    idStarts[i] = intAt(offsets, row);
    idEnds[i] = intAt(offsets, row + 1);
  }
}

/** Marks the rows in order, up to the first whose id is unknown or was there before. Returns how many. */
function takeRows({ bytes, view, ids, marks }: FastRows, count: number): number {
  const idView = ids.packed.view;
  for (let i = 0; i < count; i++) {
    let row = intAt(found, i);
    if (row < 0) return i;
    const start = intAt(starts, i);
    const from = intAt(idStarts, i);
    const length = intAt(lengths, i);
    if (intAt(idEnds, i) - 1 - from !== length || !sameBytes(view, start, idView, from, length)) {
      // Two ids with one hash: rare, and looked up with care.
      row = ids.find(bytes, view, start, length);
      if (row < 0) return i;
      found[i] = row;
    }
    if (byteAt(marks, row) !== 0) return i;
    marks[row] = (intAt(codes, i) >> 2) + 1;
  }
  return count;
}
