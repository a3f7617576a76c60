import { at, floats, type Floats } from '@/lib/quiz/hessian/floats.core';
import { outputGradients } from '@/lib/quiz/hessian/layered.core';
import type { LayeredNetwork, Precision } from '@/lib/quiz/hessian/network.types';
import { normOf } from '@/lib/quiz/hessian/norm.core';

/** The network the mode is defined for: Linear(1, 128) – ReLU – Linear(128, 1) on a batch of six. */
export const SHAPE_2021 = { units: 128, points: 6 } as const;

/** What the notebook of 2021 computes of a checkpoint, before eigenvalues are taken. */
export interface GaussNewton {
  readonly loss: number;
  /** Mean over the two weight matrices of the 2-norm of the loss's gradient. */
  readonly gradientNorm: number;
  /** A matrix for each layer, 128 × 128, of rank at most six: the signs of most of its eigenvalues are rounding. */
  readonly matrices: readonly (readonly Floats[])[];
}

/**
 * The quiz of 2021 as its notebook defines it: for each Linear layer H = Σ_n vec(b_n a_nᵀ) vec(b_n a_nᵀ)ᵀ over its weights
 * alone, a_n the layer's input, b_n the gradient of the network's output (not of the loss) by the layer's output.
 */
export function gaussNewton2021(network: LayeredNetwork, precision: Precision): GaussNewton {
  const points = outputGradients(network, precision);
  const sizes = network.layers.map(({ weight }) => weight.flat().length);
  const slopes = sizes.map((size) => floats(precision, size));
  const matrices = sizes.map((size) => Array.from({ length: size }, () => floats(precision, size)));
  let loss = 0;
  for (const [point, { output, weights }] of points.entries()) {
    const residual = output - (network.y[point] ?? NaN);
    loss += (residual * residual) / points.length;
    for (const [layer, own] of weights.entries()) {
      addScaled(slopes[layer] as Floats, own, (2 * residual) / points.length);
      for (const [i, row] of (matrices[layer] ?? []).entries()) addScaled(row, own, at(own, i));
    }
  }
  const norms = slopes.map((each) => normOf(each));
  return { loss, gradientNorm: norms.reduce((sum, each) => sum + each, 0) / norms.length, matrices };
}

function addScaled(into: Floats, values: Floats, factor: number): void {
  for (let k = 0; k < into.length; k += 1) into[k] = at(into, k) + factor * at(values, k);
}

/** Which of the ten checkpoints of 2021 a student had: the last character, a letter by its code point modulo 10. */
export function key2021(studentId: string): number {
  const last = studentId.slice(-1);
  return /^[0-9]$/.test(last) ? Number(last) : (last.codePointAt(0) ?? 0) % 10;
}
