import { at } from '@/lib/metrics/columns.core';
import { StableSum, stableSum } from '@/lib/metrics/stable-sum.core';

/** Deviations from the mean. Exactly 0 for constant values, where a rounded mean would leave noise. */
export function centre(values: Float64Array): Float64Array {
  const first = values[0];
  if (values.every((value) => value === first)) return new Float64Array(values.length);
  const mean = stableSum(values) / values.length;
  return values.map((value) => value - mean);
}

/**
 * Pearson's r of two lists of the same length: Σ xy / √(Σ x² Σ y²) of the deviations from the means, kept within [-1, 1].
 * NaN where one list is constant or there are fewer than two values. Deviations are scaled by their largest, so that
 * squares neither overflow nor vanish.
 */
export function pearsonOf(left: Float64Array, right: Float64Array): number {
  if (left.length < 2) return NaN;
  const x = scaleToOne(centre(left));
  const y = scaleToOne(centre(right));
  const products = new StableSum();
  const leftSquares = new StableSum();
  const rightSquares = new StableSum();
  for (let i = 0; i < x.length; i++) {
    const a = at(x, i);
    const b = at(y, i);
    products.add(a * b);
    leftSquares.add(a * a);
    rightSquares.add(b * b);
  }
  const r = products.total / Math.sqrt(leftSquares.total) / Math.sqrt(rightSquares.total);
  return Math.max(-1, Math.min(1, r));
}

function scaleToOne(values: Float64Array): Float64Array {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(at(values, i)));
  return values.map((value) => value / largest);
}
