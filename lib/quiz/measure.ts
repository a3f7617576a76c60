import { evaluate, evaluateFloat32 } from '@/lib/quiz/hessian/evaluate.core';
import type { Evaluation, HessianClass, SineNetwork, Thresholds } from '@/lib/quiz/hessian/network.types';

/** What is kept of a checkpoint's evaluation. */
export interface Measured {
  readonly loss: number;
  readonly gradientNorm: number;
  /** Share of positive eigenvalues, 0 to 1. */
  readonly minimumRatio: number;
  /** min |eigenvalue| / max |eigenvalue|: how far the signs are from rounding. */
  readonly eigenMargin: number;
  readonly class: HessianClass;
  /** Why the class can't be relied on; null: it can. */
  readonly ambiguous: string | null;
}

/** Evaluates a checkpoint in float64 and in float32; the class is the float64 one, ambiguous where the two differ (A48). */
export function measure(network: SineNetwork, thresholds: Thresholds): Measured {
  const double = evaluate(network, thresholds);
  const single = evaluateFloat32(network, thresholds);
  return {
    loss: double.loss,
    gradientNorm: double.gradientNorm,
    minimumRatio: double.minimumRatio,
    eigenMargin: eigenMargin(double),
    class: double.class,
    ambiguous:
      double.class === single.class ? null : `float64 says ${double.class}, float32 says ${single.class}`,
  };
}

function eigenMargin({ eigenvalues }: Evaluation): number {
  const sizes = [...eigenvalues].map(Math.abs);
  const largest = Math.max(...sizes);
  return largest === 0 ? 0 : Math.min(...sizes) / largest;
}
