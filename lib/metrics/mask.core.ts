import { textColumn } from '@/lib/metrics/columns.core';
import type { Column } from '@/lib/metrics/metric.types';
import { meanOfRows } from '@/lib/metrics/stable-sum.core';

/** Pixel counts of two masks. */
export interface Overlap {
  readonly truth: number;
  readonly prediction: number;
  readonly both: number;
}

/**
 * Mean over rows of a score of the overlap. Masks are run-length encodings `start length …`, ascending and not overlapping;
 * the result is NaN where one holds half a pair or something that is no number.
 */
export function meanOverMasks(
  truth: readonly Column[],
  prediction: readonly Column[],
  rows: Int32Array,
  score: (overlap: Overlap) => number,
): number {
  const wanted = textColumn(truth).values;
  const given = textColumn(prediction).values;
  return meanOfRows(rows, (row) =>
    score(overlapOf(runsOf(wanted[row] as string), runsOf(given[row] as string))),
  );
}

/** `[start, length, start, length …]`. */
function runsOf(text: string): number[] {
  return text.trim() === '' ? [] : text.trim().split(/\s+/u).map(Number);
}

function overlapOf(left: readonly number[], right: readonly number[]): Overlap {
  let both = 0;
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const leftStart = left[i] as number;
    const rightStart = right[j] as number;
    const leftEnd = leftStart + (left[i + 1] ?? NaN);
    const rightEnd = rightStart + (right[j + 1] ?? NaN);
    both += Math.max(0, Math.min(leftEnd, rightEnd) - Math.max(leftStart, rightStart));
    if (leftEnd <= rightEnd) i += 2;
    else j += 2;
  }
  return { truth: areaOf(left), prediction: areaOf(right), both };
}

function areaOf(runs: readonly number[]): number {
  let area = 0;
  for (let i = 0; i < runs.length; i += 2) area += runs[i + 1] ?? NaN;
  return area;
}
