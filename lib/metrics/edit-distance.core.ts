import { at } from '@/lib/metrics/columns.core';

/**
 * Levenshtein distance of two sequences of symbols (small non-negative integers): the fewest insertions, deletions and
 * substitutions that turn one into the other. 32 cells of a column of the table are held in one machine word, so it costs
 * ⌈m/32⌉·n steps. Keep one object for many pairs: it reuses its tables.
 * Source: G. Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming", JACM 46
 * (1999), in the form of H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
 */
export class EditDistance {
  /** For each symbol, the bits of the current block of the pattern that equal it; all 0 between blocks. */
  private matches = new Int32Array(256);
  /** For each place of the text, the step (-1, 0, 1) from one column to the next at the lower edge of the last block. */
  private steps = new Int8Array(256);

  distance(left: Int32Array, right: Int32Array): number {
    const [pattern, text] = left.length <= right.length ? trimCommon(left, right) : trimCommon(right, left);
    if (pattern.length === 0) return text.length;
    this.makeRoom(pattern, text);
    this.steps.fill(1, 0, text.length);
    let distance = pattern.length;
    for (let start = 0; start < pattern.length; start += 32) {
      const block = pattern.subarray(start, start + 32);
      const change = this.passBlock(block, text);
      if (start + 32 >= pattern.length) distance += change;
    }
    return distance;
  }

  /** Runs one block of up to 32 pattern symbols over the text; returns the sum of the steps at its lower edge. */
  private passBlock(block: Int32Array, text: Int32Array): number {
    const { matches, steps } = this;
    for (let i = 0; i < block.length; i++) {
      const symbol = at(block, i);
      matches[symbol] = at(matches, symbol) | (1 << i);
    }
    const last = block.length - 1;
    let up = -1; // vertical steps of +1
    let down = 0; // vertical steps of -1
    let change = 0;
    for (let j = 0; j < text.length; j++) {
      const step = steps[j] as number;
      const enterDown = step < 0 ? 1 : 0;
      const enterUp = step > 0 ? 1 : 0;
      const found = at(matches, at(text, j));
      const vertical = found | down;
      const equal = found | enterDown;
      const horizontal = (((equal & up) + up) ^ up) | equal;
      let stepUp = down | ~(horizontal | up);
      let stepDown = up & horizontal;
      const leave = ((stepUp >>> last) & 1) - ((stepDown >>> last) & 1);
      steps[j] = leave;
      change += leave;
      stepUp = (stepUp << 1) | enterUp;
      stepDown = (stepDown << 1) | enterDown;
      up = stepDown | ~(vertical | stepUp);
      down = stepUp & vertical;
    }
    for (let i = 0; i < block.length; i++) matches[at(block, i)] = 0;
    return change;
  }

  private makeRoom(pattern: Int32Array, text: Int32Array): void {
    let largest = 0;
    for (let i = 0; i < pattern.length; i++) largest = Math.max(largest, at(pattern, i));
    for (let j = 0; j < text.length; j++) largest = Math.max(largest, at(text, j));
    if (largest >= this.matches.length) this.matches = new Int32Array(2 * largest + 1);
    if (text.length > this.steps.length) this.steps = new Int8Array(2 * text.length);
  }
}

/** Without their common beginning and end, which never change the distance. */
function trimCommon(a: Int32Array, b: Int32Array): [Int32Array, Int32Array] {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [a.subarray(start, a.length - end), b.subarray(start, b.length - end)];
}
