import { eigenvalues, eigenvaluesByBisection } from '@/lib/quiz/hessian/eigenvalues.core';
import {
  classOf,
  curved,
  judge,
  meanShare,
  withUnitsIn,
  type Curved,
} from '@/lib/quiz/hessian/evaluate.core';
import {
  DEFAULT_THRESHOLDS,
  type Checkpoint,
  type Evaluation,
  type HessianClass,
  type Precision,
  type Thresholds,
} from '@/lib/quiz/hessian/network.types';

/** An evaluation in float64 and whether it is more than rounding. */
export interface Verdict {
  readonly evaluation: Evaluation;
  /** What would change the class, in words for staff; empty: nothing that was tried or can be bounded. */
  readonly doubts: readonly string[];
}

/** Orders in which units are tried: backwards, and by steps that are prime to the usual numbers of units. */
const STRIDES = [-1, 7, 11] as const;

/**
 * Share of the largest eigenvalue, for each row of the matrix, below which a float32 solver may give either sign: twice the
 * error that a backward stable one may make (LAPACK Users' Guide, 3rd edition, section 4.7: p(n) · ε · ‖A‖ with p(n) ≤ n).
 */
const NOISE = 2 ** -23;

/**
 * Evaluates a checkpoint and looks for what would change its class: float32 in place of float64, another solver, another
 * order of the units, and eigenvalues so near to zero that no solver's sign for them can be relied on.
 */
export function assess(checkpoint: Checkpoint, thresholds: Thresholds = DEFAULT_THRESHOLDS): Verdict {
  const exact = curved(checkpoint, 'float64');
  const spectra = exact.matrices.map(eigenvalues);
  const evaluation = judge(exact, spectra, thresholds);
  const doubts: string[] = [];
  const compare = (name: string, other: HessianClass): void => {
    if (other !== evaluation.class) doubts.push(`float64 says ${evaluation.class}, ${name} says ${other}`);
  };
  compare('float32', classIn(curved(checkpoint, 'float32'), 'float32', thresholds));
  compare('another solver', classIn(exact, 'float64', thresholds));
  for (const stride of STRIDES) {
    const reordered = withUnitsIn(checkpoint, (count) => strided(count, stride));
    const other = classIn(curved(reordered, 'float64'), 'float64', thresholds);
    compare('another order of the units', other);
    if (other !== evaluation.class) break;
  }
  const unsure = undecided(exact.gradientNorm, spectra, thresholds);
  if (unsure) doubts.push(unsure);
  return { evaluation, doubts };
}

/** The class by the second solver, which is not asked where the gradient norm decides. */
function classIn(
  { gradientNorm, matrices }: Curved,
  precision: Precision,
  thresholds: Thresholds,
): HessianClass {
  const isCritical = classOf(gradientNorm, 1, thresholds) !== 'none_of_the_above';
  const spectra = isCritical ? matrices.map((matrix) => eigenvaluesByBisection(matrix, precision)) : [[1]];
  return classOf(
    gradientNorm,
    meanShare(spectra, (value) => value > 0),
    thresholds,
  );
}

/** 0 … count − 1 in steps of `stride`, or of the next one that meets every place once. */
function strided(count: number, stride: number): number[] {
  let step = stride;
  while (commonDivisor(count, Math.abs(step)) > 1) step += 1;
  return Array.from({ length: count }, (_, place) => (((place * step + count - 1) % count) + count) % count);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Says so where the signs of eigenvalues within rounding of zero decide the class. */
function undecided(
  gradientNorm: number,
  spectra: readonly (readonly number[])[],
  thresholds: Thresholds,
): string | null {
  const tolerances = spectra.map((each) => NOISE * each.length * Math.max(...each.map(Math.abs)));
  const relative = spectra.map((each, k) => each.map((value) => value / (tolerances[k] || 1)));
  const least = meanShare(relative, (value) => value > 1);
  const most = meanShare(relative, (value) => value >= -1);
  const [low, high] = [least, most].map((ratio) => classOf(gradientNorm, ratio, thresholds));
  if (low === high) return null;
  const values = relative.flat();
  const near = values.filter((value) => Math.abs(value) <= 1).length;
  return `${near} of ${values.length} eigenvalues are within rounding of zero; by their signs it is ${low} or ${high}`;
}
