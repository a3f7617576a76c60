import { eigenvalues, eigenvaluesByBisection } from '@/lib/quiz/hessian/eigenvalues.core';
import { gaussNewton2021 } from '@/lib/quiz/hessian/gauss-newton.core';
import { layeredDerivatives } from '@/lib/quiz/hessian/layered.core';
import {
  DEFAULT_THRESHOLDS,
  isLayered,
  type Checkpoint,
  type Evaluation,
  type HessianClass,
  type Precision,
  type SineNetwork,
  type Thresholds,
} from '@/lib/quiz/hessian/network.types';
import { normOf } from '@/lib/quiz/hessian/norm.core';
import {
  gradientAndHessian,
  gradientAndHessianFloat32,
  type Derivatives,
} from '@/lib/quiz/hessian/sine.core';

/** Everything a class is decided by, and the matrices the eigenvalues belong to. */
export interface Curved {
  readonly loss: number;
  readonly gradientNorm: number;
  /** One; two, whose ratios are averaged, in the mode of 2021. */
  readonly matrices: readonly (readonly ArrayLike<number>[])[];
}

/** Loss, gradient norm, minimum ratio, eigenvalues and class of a checkpoint, in float64. */
export function evaluate(checkpoint: Checkpoint, thresholds: Thresholds = DEFAULT_THRESHOLDS): Evaluation {
  const found = curved(checkpoint, 'float64');
  return judge(found, found.matrices.map(eigenvalues), thresholds);
}

/** The same with derivatives in float32, as a student's notebook may compute them; eigenvalues of that matrix. */
export function evaluateFloat32(
  checkpoint: Checkpoint,
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
): Evaluation {
  const found = curved(checkpoint, 'float32');
  const spectra = found.matrices.map((matrix) =>
    isLayered(checkpoint) ? eigenvaluesByBisection(matrix, 'float32') : eigenvalues(matrix),
  );
  return judge(found, spectra, thresholds);
}

/** mean((f(x_i) − y_i)²) in float64. */
export function loss(checkpoint: Checkpoint): number {
  return derivatives(checkpoint, 'float64').loss;
}

/** Gradient of the loss over all trainable parameters, in float64. */
export function gradient(checkpoint: Checkpoint): Float64Array {
  return derivatives(checkpoint, 'float64').gradient;
}

/** Exact Hessian of the loss over all trainable parameters, row by row, in float64. */
export function hessian(checkpoint: Checkpoint): Float64Array[] {
  return derivatives(checkpoint, 'float64').hessian;
}

function derivatives(checkpoint: Checkpoint, precision: Precision): Derivatives {
  if (isLayered(checkpoint)) return layeredDerivatives(checkpoint, precision);
  return precision === 'float64' ? gradientAndHessian(checkpoint) : gradientAndHessianFloat32(checkpoint);
}

/** What the checkpoint's own mode takes eigenvalues of. */
export function curved(checkpoint: Checkpoint, precision: Precision): Curved {
  if (isLayered(checkpoint) && checkpoint.mode === 'gauss-newton-2021')
    return gaussNewton2021(checkpoint, precision);
  const found = derivatives(checkpoint, precision);
  return { loss: found.loss, gradientNorm: normOf(found.gradient), matrices: [found.hessian] };
}

/** The evaluation by the matrices' eigenvalues; the ratio is the mean over the matrices, the eigenvalues are those of all. */
export function judge(
  { loss, gradientNorm }: Curved,
  spectra: readonly (readonly number[])[],
  thresholds: Thresholds,
): Evaluation {
  const minimumRatio = meanShare(spectra, (value) => value > 0);
  return {
    loss,
    gradientNorm,
    minimumRatio,
    eigenvalues: spectra.flat().sort((a, b) => a - b),
    class: classOf(gradientNorm, minimumRatio, thresholds),
  };
}

/** Mean over the spectra of the share of eigenvalues that are counted. */
export function meanShare(
  spectra: readonly (readonly number[])[],
  isCounted: (value: number) => boolean,
): number {
  const shares = spectra.map((each) => each.filter(isCounted).length / each.length);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** The quiz's rule. A norm that is not a number is not critical. */
export function classOf(norm: number, ratio: number, thresholds: Thresholds): HessianClass {
  if (!(norm < thresholds.gradientNorm)) return 'none_of_the_above';
  return ratio > thresholds.minimumRatio ? 'local_minima_like' : 'saddle_point';
}

/** The same network with its units renamed: the order puts unit `order(count)[k]` of every hidden layer in place k. */
export function withUnitsIn<Network extends Checkpoint>(
  checkpoint: Network,
  order: (count: number) => readonly number[],
): Checkpoint {
  if (!isLayered(checkpoint)) return sineWithUnitsIn(checkpoint, order(checkpoint.w.length));
  const orders = checkpoint.layers.map(({ bias }, layer) =>
    layer === checkpoint.layers.length - 1 ? [0] : order(bias.length),
  );
  const layers = checkpoint.layers.map(({ weight, bias }, layer) => {
    const before = orders[layer - 1];
    return {
      weight: pick(weight, orders[layer] ?? []).map((row) => (before ? pick(row, before) : row)),
      bias: pick(bias, orders[layer] ?? []),
    };
  });
  return { ...checkpoint, layers };
}

function sineWithUnitsIn(network: SineNetwork, order: readonly number[]): SineNetwork {
  return { ...network, w: pick([...network.w], order), b: pick([...network.b], order) };
}

function pick<T>(values: readonly T[], order: readonly number[]): T[] {
  return order.map((place) => values[place] as T);
}
