import {
  type Checkpoint,
  type Evaluation,
  type HessianClass,
  type Thresholds,
} from '@/lib/quiz/hessian/network.types';
import { assess } from '@/lib/quiz/hessian/verdict.core';

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

/**
 * Evaluates a checkpoint; the class is the float64 one, ambiguous where float32, another solver, another order of the units or
 * the signs of eigenvalues within rounding of zero would change it (A48). It may take seconds: `measureApart` does it in a thread.
 */
export function measure(checkpoint: Checkpoint, thresholds: Thresholds): Measured {
  const { evaluation, doubts } = assess(checkpoint, thresholds);
  return {
    loss: evaluation.loss,
    gradientNorm: evaluation.gradientNorm,
    minimumRatio: evaluation.minimumRatio,
    eigenMargin: eigenMargin(evaluation),
    class: evaluation.class,
    ambiguous: doubts.length === 0 ? null : doubts.join('; '),
  };
}

function eigenMargin({ eigenvalues }: Evaluation): number {
  const sizes = [...eigenvalues].map(Math.abs);
  const largest = Math.max(...sizes);
  return largest === 0 ? 0 : Math.min(...sizes) / largest;
}
