import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Evaluation, HessianClass, SineNetwork, Thresholds } from '@/lib/quiz/hessian/network.types';
import {
  gradientAndHessian,
  gradientAndHessianFloat32,
  type Derivatives,
} from '@/lib/quiz/hessian/sine.core';

/** Loss, gradient norm, minimum ratio, eigenvalues and class of a checkpoint, in float64. */
export function evaluate(network: SineNetwork, thresholds: Thresholds): Evaluation {
  return judge(gradientAndHessian(network), thresholds);
}

/** The same with derivatives in float32, as a student's notebook may compute them; eigenvalues of that matrix. */
export function evaluateFloat32(network: SineNetwork, thresholds: Thresholds): Evaluation {
  return judge(gradientAndHessianFloat32(network), thresholds);
}

function judge({ loss, gradient, hessian }: Derivatives, thresholds: Thresholds): Evaluation {
  const rows = hessian.map((row) => [...row]);
  const eigenvalues = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues
    .slice()
    .sort((a, b) => a - b);
  const gradientNorm = Math.sqrt(gradient.reduce((sum, each) => sum + each * each, 0));
  const minimumRatio = eigenvalues.filter((each) => each > 0).length / eigenvalues.length;
  return {
    loss,
    gradientNorm,
    minimumRatio,
    eigenvalues,
    class: classOf(gradientNorm, minimumRatio, thresholds),
  };
}

function classOf(norm: number, ratio: number, thresholds: Thresholds): HessianClass {
  if (!(norm < thresholds.gradientNorm)) return 'none_of_the_above';
  return ratio > thresholds.minimumRatio ? 'local_minima_like' : 'saddle_point';
}
