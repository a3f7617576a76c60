import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { gradientAndHessian } from '@/lib/quiz/hessian/sine.core';
import type { SineNetwork } from '@/lib/quiz/hessian/network.types';

/** The curvature at a checkpoint: eigenvalues ascending, each with its unit eigenvector over w₁…w₈, b₁…b₈. */
export interface Curvature {
  readonly eigenvalues: readonly number[];
  readonly eigenvectors: readonly (readonly number[])[];
}

/** Eigenvalues and eigenvectors of the exact Hessian. */
export function curvatureOf(network: SineNetwork): Curvature {
  const { hessian } = gradientAndHessian(network);
  const rows = [...hessian].map((row) => [...row]);
  const decomposition = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
  const pairs = decomposition.realEigenvalues
    .map((value, column) => ({ value, vector: decomposition.eigenvectorMatrix.getColumn(column) }))
    .sort((a, b) => a.value - b.value);
  return { eigenvalues: pairs.map((each) => each.value), eigenvectors: pairs.map((each) => each.vector) };
}

/** The network's value f(x) = β + α Σ sin(w_j x + b_j). */
export function networkValue(network: SineNetwork, x: number): number {
  let sum = 0;
  for (let unit = 0; unit < network.w.length; unit += 1)
    sum += Math.sin((network.w[unit] ?? 0) * x + (network.b[unit] ?? 0));
  return network.beta + network.alpha * sum;
}

/** The loss mean((f − y)²) with the parameters moved by `step` (length 2·units: first w, then b). */
export function lossAt(network: SineNetwork, step: readonly number[]): number {
  const units = network.w.length;
  const moved: SineNetwork = {
    ...network,
    w: Array.from(network.w, (value, unit) => value + (step[unit] ?? 0)),
    b: Array.from(network.b, (value, unit) => value + (step[units + unit] ?? 0)),
  };
  let sum = 0;
  for (let point = 0; point < network.x.length; point += 1)
    sum += (networkValue(moved, network.x[point] ?? 0) - (network.y[point] ?? 0)) ** 2;
  return sum / network.x.length;
}

/** Positions −radius … radius, an odd number of them, 0 in the middle. */
export function positions(radius: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => radius * ((2 * index) / (count - 1) - 1));
}

/** The loss along one direction. */
export function lossAlong(
  network: SineNetwork,
  direction: readonly number[],
  at: readonly number[],
): readonly number[] {
  return at.map((distance) =>
    lossAt(
      network,
      direction.map((part) => part * distance),
    ),
  );
}

/** The loss on a grid spanned by two directions: rows go with `second`, columns with `first`. */
export function lossSlice(
  network: SineNetwork,
  first: readonly number[],
  second: readonly number[],
  at: readonly number[],
): readonly (readonly number[])[] {
  return at.map((along2) =>
    at.map((along1) =>
      lossAt(
        network,
        first.map((part, index) => part * along1 + (second[index] ?? 0) * along2),
      ),
    ),
  );
}

/** Sign-keeping logarithm: linear below `floor`, decades above it. */
export function signedLog(value: number, floor: number): number {
  return Math.sign(value) * Math.log10(1 + Math.abs(value) / floor);
}
