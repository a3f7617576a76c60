import type { Activation } from '@/lib/quiz/hessian/network.types';

/** An activation's value and its first two derivatives at one point. */
export interface ActivationAt {
  readonly value: number;
  readonly slope: number;
  readonly bend: number;
}

/** The activation at z. ReLU has slope 0 at 0, as automatic differentiation takes it. */
export function activationAt(activation: Activation, z: number): ActivationAt {
  switch (activation) {
    case 'tanh': {
      const value = Math.tanh(z);
      const slope = 1 - value * value;
      return { value, slope, bend: -2 * value * slope };
    }
    case 'sigmoid': {
      const value = logistic(z);
      const slope = value * (1 - value);
      return { value, slope, bend: slope * (1 - 2 * value) };
    }
    case 'softplus': {
      const slope = logistic(z);
      // log(1 + e^z) without overflow for large z.
      const value = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      return { value, slope, bend: slope * (1 - slope) };
    }
    case 'relu':
      return { value: Math.max(z, 0), slope: z > 0 ? 1 : 0, bend: 0 };
  }
}

function logistic(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const small = Math.exp(z);
  return small / (1 + small);
}
