import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { HessianClass, SineNetwork } from '@/lib/quiz/hessian/network.types';
import { normal, normOf } from '@/lib/quiz/hessian/norm.core';
import { gradientAndHessian } from '@/lib/quiz/hessian/sine.core';
import { drawTask, unitsFor, type Random, type Task, type Unit } from '@/lib/quiz/hessian/start.core';

/**
 * Checkpoints whose class is decided by mathematics: critical points of the sine network found by Newton's method that
 * climbs along the first `index` eigenvectors and descends along the others, far from every threshold, and points moved
 * away from one along directions in which the gradient grows. docs/hessian.md has the reasons and the figures.
 */
export const UNITS = 8;

const NEWTON_STEPS_MAX = 40;
const NEWTON_NORM = 1e-9;
const STEP_MAX = 0.3;
/** No eigenvalue counts as smaller than this share of the largest: the step would be unbounded. */
const CURVATURE_FLOOR = 1e-3;

const ACCEPTED_NORM = 2e-6;
/** Smallest share of the largest eigenvalue: the sign of each is beyond float32's reach. */
const ACCEPTED_SHARE = 2e-3;
const FREQUENCY_MAX = 70;
const UNIT_DISTANCE_MIN = 0.3;
const SADDLE_RATIO_MAX = 0.375;

const MOVED_NORM_MIN = 5e-3;
const MOVED_PART_MIN = 2e-3;
/** The norm moved to: log-uniform between these. */
const MOVED_TO = { least: 6e-3, most: 3e-2 };

/** A checkpoint of the wanted class, all numbers float32; `random` gives uniform doubles of [0, 1). Draws until one passes. */
export function generateCheckpoint(random: Random, wanted: HessianClass): SineNetwork {
  for (;;) {
    const family = wanted === 'none_of_the_above' ? eitherCritical(random) : wanted;
    const critical = criticalPoint(random, family);
    const made = critical && (wanted === 'none_of_the_above' ? movedAway(random, critical) : critical);
    if (made) return made;
  }
}

type Critical = Exclude<HessianClass, 'none_of_the_above'>;

const eitherCritical = (random: Random): Critical => (random() < 0.5 ? 'local_minima_like' : 'saddle_point');

function criticalPoint(random: Random, family: Critical): SineNetwork | null {
  const task = drawTask(random);
  const start = unitsFor(random, task, family);
  const found = start && newton(task, start.units, start.index);
  if (!found) return null;
  const network = canonical(random, found);
  return isAccepted(network, family) ? network : null;
}

/** Goes to a critical point with `index` negative eigenvalues; null where it does not arrive. */
function newton(task: Task, start: readonly Unit[], index: number): SineNetwork | null {
  let theta = [...start.map((unit) => unit.w), ...start.map((unit) => unit.b)];
  for (let step = 0; step < NEWTON_STEPS_MAX; step += 1) {
    const network = networkAt(task, theta);
    const { gradient, hessian } = gradientAndHessian(network);
    if (normOf(gradient) < NEWTON_NORM) return network;
    const move = newtonStep(gradient, hessian, index);
    const length = normOf(move);
    const shrink = length > STEP_MAX ? STEP_MAX / length : 1;
    theta = theta.map((value, place) => value + shrink * (move[place] ?? 0));
  }
  return null;
}

/** Σ_k s_k (q_kᵀg) / max(|λ_k|, floor) q_k with s = +1 for the `index` smallest eigenvalues, −1 for the others. */
function newtonStep(gradient: Float64Array, hessian: readonly Float64Array[], index: number): number[] {
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = decompose(hessian);
  const order = values.map((_value, place) => place).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const floor = CURVATURE_FLOOR * Math.max(...values.map(Math.abs));
  const move = Array.from(gradient, () => 0);
  for (const [k, place] of order.entries()) {
    const vector = vectors.getColumn(place);
    const along = vector.reduce((sum, each, row) => sum + each * (gradient[row] ?? 0), 0);
    const scale = ((k < index ? 1 : -1) * along) / Math.max(Math.abs(values[place] ?? 0), floor);
    for (const [row, each] of vector.entries()) move[row] = (move[row] ?? 0) + scale * each;
  }
  return move;
}

function decompose(hessian: readonly Float64Array[]): EigenvalueDecomposition {
  return new EigenvalueDecomposition(new Matrix(hessian.map((row) => [...row])), { assumeSymmetric: true });
}

function networkAt({ x, y, beta, alpha }: Task, theta: readonly number[]): SineNetwork {
  return { w: theta.slice(0, UNITS), b: theta.slice(UNITS), beta, alpha, x, y };
}

/** The same function in one form: w > 0, b in [−π, π), units in random order, numbers as float32 holds them. */
function canonical(random: Random, network: SineNetwork): SineNetwork {
  const phases = [...network.b];
  const units = Array.from(network.w, (w, place) => {
    const b = phases[place] ?? 0;
    const [frequency, phase] = w < 0 ? [-w, Math.PI - b] : [w, b];
    const turns = Math.floor((phase + Math.PI) / (2 * Math.PI));
    return { w: Math.fround(frequency), b: Math.fround(phase - 2 * Math.PI * turns) };
  });
  shuffle(random, units);
  return { ...network, w: units.map((unit) => unit.w), b: units.map((unit) => unit.b) };
}

function shuffle(random: Random, values: unknown[]): void {
  for (let place = values.length - 1; place > 0; place -= 1) {
    const other = Math.floor(random() * (place + 1));
    [values[place], values[other]] = [values[other], values[place]];
  }
}

/** Judged on the rounded numbers: critical, no eigenvalue near zero, no two units alike. */
function isAccepted(network: SineNetwork, family: Critical): boolean {
  const { gradient, hessian } = gradientAndHessian(network);
  if (normOf(gradient) >= ACCEPTED_NORM) return false;
  const values = decompose(hessian).realEigenvalues;
  const sizes = values.map(Math.abs);
  if (Math.min(...sizes) < ACCEPTED_SHARE * Math.max(...sizes)) return false;
  if (Math.max(...network.w) >= FREQUENCY_MAX || !areApart(network)) return false;
  const ratio = values.filter((value) => value > 0).length / values.length;
  return family === 'local_minima_like' ? ratio === 1 : ratio <= SADDLE_RATIO_MAX;
}

/** Whether any two units differ enough in (w, b mod 2π): alike ones would share an almost flat direction. */
function areApart(network: SineNetwork): boolean {
  const [w, b] = [[...network.w], [...network.b]];
  return w.every((own, i) =>
    w.slice(0, i).every((other, j) => {
      const turn = Math.abs((b[i] ?? 0) - (b[j] ?? 0));
      return Math.hypot(own - other, Math.min(turn, 2 * Math.PI - turn)) >= UNIT_DISTANCE_MIN;
    }),
  );
}

const SCAN_STEP = 0.05;
const SCAN_END = 1;
const BISECTIONS = 20;

/** From a critical point along Hz/‖Hz‖, z normal, to where the gradient has the drawn norm; null where it never has. */
function movedAway(random: Random, critical: SineNetwork): SineNetwork | null {
  const direction = gradientDirection(random, critical);
  const wanted = MOVED_TO.least * Math.exp(random() * Math.log(MOVED_TO.most / MOVED_TO.least));
  const at = (distance: number): SineNetwork => ({
    ...critical,
    w: Array.from(critical.w, (value, j) => value + distance * (direction[j] ?? 0)),
    b: Array.from(critical.b, (value, j) => value + distance * (direction[UNITS + j] ?? 0)),
  });
  const isFar = (distance: number): boolean => normOf(gradientAndHessian(at(distance)).gradient) >= wanted;
  let far = SCAN_STEP;
  while (!isFar(far)) {
    far += SCAN_STEP;
    if (far > SCAN_END) return null;
  }
  let near = far - SCAN_STEP;
  for (let round = 0; round < BISECTIONS; round += 1) {
    const middle = (near + far) / 2;
    if (isFar(middle)) far = middle;
    else near = middle;
  }
  const made = canonical(random, at(far));
  const { gradient } = gradientAndHessian(made);
  const parts = [normOf(gradient.slice(0, UNITS)), normOf(gradient.slice(UNITS))];
  return normOf(parts) >= MOVED_NORM_MIN && parts.every((part) => part >= MOVED_PART_MIN) ? made : null;
}

function gradientDirection(random: Random, network: SineNetwork): number[] {
  const z = Array.from({ length: 2 * UNITS }, () => normal(random));
  const product = gradientAndHessian(network).hessian.map((row) =>
    row.reduce((sum, value, column) => sum + value * (z[column] ?? 0), 0),
  );
  const length = normOf(product);
  return product.map((each) => each / length);
}
