import { at } from '@/lib/metrics/columns.core';

/**
 * A running sum whose error does not grow with the number of terms: the rounding error of each addition is carried along.
 * Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 */
export class StableSum {
  private sum = 0;
  private carry = 0;

  add(term: number): void {
    const next = this.sum + term;
    this.carry += Math.abs(this.sum) >= Math.abs(term) ? this.sum - next + term : term - next + this.sum;
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.carry;
  }
}

/** Sum of all values; 0 for none. */
export function stableSum(values: Float64Array): number {
  const sum = new StableSum();
  for (let i = 0; i < values.length; i++) sum.add(at(values, i));
  return sum.total;
}

/** Mean of `term(truth, prediction)` over the rows; NaN for no rows. */
export function meanOfPairs(
  truth: Float64Array,
  prediction: Float64Array,
  rows: Int32Array,
  term: (truth: number, prediction: number) => number,
): number {
  const sum = new StableSum();
  for (let i = 0; i < rows.length; i++) {
    const row = at(rows, i);
    sum.add(term(at(truth, row), at(prediction, row)));
  }
  return sum.total / rows.length;
}

/** Mean of `term(row)` over the rows; NaN for no rows. */
export function meanOfRows(rows: Int32Array, term: (row: number) => number): number {
  const sum = new StableSum();
  for (let i = 0; i < rows.length; i++) sum.add(term(at(rows, i)));
  return sum.total / rows.length;
}
