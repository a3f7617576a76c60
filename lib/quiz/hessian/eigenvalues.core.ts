import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { asFloats, at, floats, type Floats } from '@/lib/quiz/hessian/floats.core';
import type { Precision } from '@/lib/quiz/hessian/network.types';

type Rows = readonly ArrayLike<number>[];

/** Eigenvalues of a symmetric matrix, ascending, by Householder's reduction and implicit QL steps (ml-matrix), in float64. */
export function eigenvalues(matrix: Rows): number[] {
  const rows = matrix.map((row) => Array.from(row));
  return new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues
    .slice()
    .sort((a, b) => a - b);
}

/** Halvings of an interval of the matrix's size: down to the last bit of a double. */
const HALVINGS = 56;

/**
 * The same by another way, in either precision: Householder's reduction from the other end, then bisection by counting sign
 * changes (J. W. Demmel, "Applied Numerical Linear Algebra", 1997, section 5.3.4). Eigenvalues that are more than rounding
 * come out the same; the signs of those that are not need not.
 */
export function eigenvaluesByBisection(matrix: Rows, precision: Precision): number[] {
  const { diagonal, beside } = tridiagonal(matrix, precision);
  const size = diagonal.length;
  let reach = 0;
  for (let i = 0; i < size; i += 1) {
    const around = Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0);
    reach = Math.max(reach, Math.abs(at(diagonal, i)) + around);
  }
  return Array.from({ length: size }, (_, index) => {
    let [low, high] = [-reach, reach];
    for (let step = 0; step < HALVINGS; step += 1) {
      const middle = (low + high) / 2;
      if (countBelow(diagonal, beside, middle) > index) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  });
}

/** How many eigenvalues are less than `bound`: the negative pivots of T − bound · I (Sylvester's law of inertia). */
function countBelow(diagonal: Floats, beside: Floats, bound: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i += 1) {
    const coupling = i === 0 ? 0 : at(beside, i - 1);
    pivot = at(diagonal, i) - bound - (coupling * coupling) / pivot;
    if (pivot === 0) pivot = Number.MIN_VALUE;
    if (pivot < 0) count += 1;
  }
  return count;
}

function tridiagonal(matrix: Rows, precision: Precision): { diagonal: Floats; beside: Floats } {
  const size = matrix.length;
  const rows = matrix.map((row) => asFloats(precision, row));
  const [diagonal, beside] = [floats(precision, size), floats(precision, Math.max(0, size - 1))];
  for (let k = 0; k < size; k += 1) {
    diagonal[k] = at(rows[k] as Floats, k);
    if (k === size - 1) break;
    beside[k] = k === size - 2 ? at(rows[k] as Floats, k + 1) : reflect(rows, k, precision);
  }
  return { diagonal, beside };
}

/** Brings row and column k to three entries by a reflection of the rest; returns the entry beside the diagonal. */
function reflect(rows: readonly Floats[], k: number, precision: Precision): number {
  const size = rows.length;
  const row = rows[k] as Floats;
  let [length, rest] = [0, 0];
  for (let i = k + 1; i < size; i += 1) {
    length = Math.hypot(length, at(row, i));
    if (i > k + 1) rest = Math.max(rest, Math.abs(at(row, i)));
  }
  const first = at(row, k + 1);
  if (rest === 0) return first;
  const alpha = first > 0 ? -length : length;
  const vector = floats(precision, size);
  for (let i = k + 1; i < size; i += 1) vector[i] = at(row, i) / alpha;
  vector[k + 1] = at(vector, k + 1) - 1;
  let square = 0;
  for (let i = k + 1; i < size; i += 1) square += at(vector, i) ** 2;
  const image = floats(precision, size);
  let along = 0;
  for (let i = k + 1; i < size; i += 1) {
    let sum = 0;
    for (let j = k + 1; j < size; j += 1) sum += at(rows[i] as Floats, j) * at(vector, j);
    image[i] = (2 * sum) / square;
    along += at(image, i) * at(vector, i);
  }
  for (let i = k + 1; i < size; i += 1) image[i] = at(image, i) - (along / square) * at(vector, i);
  for (let i = k + 1; i < size; i += 1) {
    const own = rows[i] as Floats;
    const [v, w] = [at(vector, i), at(image, i)];
    for (let j = k + 1; j < size; j += 1) own[j] = at(own, j) - v * at(image, j) - w * at(vector, j);
  }
  return alpha;
}
