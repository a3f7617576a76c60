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

export interface Evaluation {
  readonly loss: number;
  readonly gradientNorm: number;
  /** Share of positive eigenvalues. */
  readonly minimumRatio: number;
  /** Ascending. */
  readonly eigenvalues: readonly number[];
  readonly class: HessianClass;
}
