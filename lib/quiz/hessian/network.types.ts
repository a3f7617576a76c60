/** f(x) = β + α Σ_j sin(w_j x + b_j) with its training data; trainable: w and b. */
export interface SineNetwork {
  readonly w: ArrayLike<number> & Iterable<number>;
  readonly b: ArrayLike<number> & Iterable<number>;
  readonly beta: number;
  readonly alpha: number;
  readonly x: ArrayLike<number> & Iterable<number>;
  readonly y: ArrayLike<number> & Iterable<number>;
}

export type HessianClass = 'local_minima_like' | 'saddle_point' | 'none_of_the_above';

export interface Thresholds {
  /** At or above it a point is not critical. */
  readonly gradientNorm: number;
  /** Above it a critical point is like a minimum. */
  readonly minimumRatio: number;
}

/** What the course has used since 2021. */
export const DEFAULT_THRESHOLDS: Thresholds = { gradientNorm: 1e-3, minimumRatio: 0.5 };

export const ACTIVATIONS = ['tanh', 'sigmoid', 'softplus', 'relu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** `exact`: the Hessian over all parameters. `gauss-newton-2021`: the quiz of 2021, see gauss-newton.core.ts. */
export const HESSIAN_MODES = ['exact', 'gauss-newton-2021'] as const;
export type HessianMode = (typeof HESSIAN_MODES)[number];

/** z = weight · input + bias; `weight` has a row for each output. */
export interface DenseLayer {
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** An imported network: one or two hidden layers and a readout of one output, all trainable. */
export interface LayeredNetwork {
  readonly mode: HessianMode;
  readonly activation: Activation;
  /** The hidden layers in order, then the readout. */
  readonly layers: readonly DenseLayer[];
  /** One row for each point. */
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

export type Checkpoint = SineNetwork | LayeredNetwork;

export function isLayered(checkpoint: Checkpoint): checkpoint is LayeredNetwork {
  return 'layers' in checkpoint;
}

/** The precision in which derivatives and eigenvalues are computed. */
export type Precision = 'float64' | 'float32';

export interface Evaluation {
  readonly loss: number;
  readonly gradientNorm: number;
  /** Share of positive eigenvalues. */
  readonly minimumRatio: number;
  /** Ascending. */
  readonly eigenvalues: readonly number[];
  readonly class: HessianClass;
}
