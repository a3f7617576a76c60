import type { Precision } from '@/lib/quiz/hessian/network.types';

/** Numbers kept in one precision: storing one rounds it. */
export type Floats = Float64Array | Float32Array;

/** Room for so many numbers, all 0. */
export function floats(precision: Precision, count: number): Floats {
  return precision === 'float64' ? new Float64Array(count) : new Float32Array(count);
}

/** The numbers as the precision holds them. */
export function asFloats(precision: Precision, values: ArrayLike<number>): Floats {
  return precision === 'float64' ? Float64Array.from(values) : Float32Array.from(values);
}

/** Reads where the place is known to exist. */
export function at(values: ArrayLike<number>, place: number): number {
  return values[place] as number;
}
