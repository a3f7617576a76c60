import { normal } from '@/lib/quiz/hessian/norm.core';

/** Uniform doubles of [0, 1). */
export type Random = () => number;

/** What a network is fitted to. */
export interface Task {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly beta: number;
  readonly alpha: number;
}

export interface Unit {
  readonly w: number;
  readonly b: number;
}

export interface Start {
  readonly units: readonly Unit[];
  /** How many negative eigenvalues the critical point to be found has. */
  readonly index: number;
}

const POINTS = 48;
const ALPHA = 1 / 16;
/** Half the width of β's interval; with the choice among starts it makes the loss tell little of the class. */
const BETA_MAX = 1;
const NOISE = { least: 0.2, most: 0.4 };

/** x ~ U(−1, 1) sorted, y = sin(5πx)/(5πx) + σε, all as float32 holds them. */
export function drawTask(random: Random): Task {
  const x = Array.from({ length: POINTS }, () => Math.fround(2 * random() - 1)).sort((a, b) => a - b);
  const sigma = NOISE.least + (NOISE.most - NOISE.least) * random();
  const beta = Math.fround(BETA_MAX * (2 * random() - 1));
  const y = x.map((at) => Math.fround(sinc(5 * Math.PI * at) + sigma * normal(random)));
  return { x, y, beta, alpha: ALPHA };
}

const sinc = (u: number): number => (u === 0 ? 1 : Math.sin(u) / u);

/** One frequency of the grid: amplitude and phase of (1/n) Σ t e^{iωx}. */
interface Peak {
  readonly omega: number;
  readonly amplitude: number;
  readonly phase: number;
}

/** Units in phase at maxima, in phase at minima, out of phase at maxima; the index is 2 · out + atMinima. */
const SADDLES = [
  [2, 2, 4],
  [3, 0, 5],
  [1, 4, 3],
  [0, 6, 2],
  [2, 1, 5],
  [1, 3, 4],
  [0, 5, 3],
  [1, 2, 5],
] as const;
const MINIMUM = [8, 0, 0] as const;

/** Of so many drawn starts the one whose loss is least typical of its class is taken, so that the loss gives less away. */
const STARTS = 20;

/** Eight units near a critical point of the family; null where the data's spectrum has too few peaks. */
export function unitsFor(
  random: Random,
  task: Task,
  family: 'local_minima_like' | 'saddle_point',
): Start | null {
  const grid = spectrum(task);
  const [maxima, minima] = [extrema(grid, 1), extrema(grid, -1)];
  const isMinimum = family === 'local_minima_like';
  const [atMaxima, atMinima, out] = isMinimum
    ? MINIMUM
    : (SADDLES[Math.floor(random() * SADDLES.length)] ?? SADDLES[0]);
  if (maxima.length < atMaxima + out || minima.length < atMinima) return null;
  let chosen: { units: readonly Unit[]; fit: number } | null = null;
  for (let start = 0; start < STARTS; start += 1) {
    const [top, low] = [drawn(random, maxima, atMaxima + out), drawn(random, minima, atMinima)];
    const good = [...top.slice(0, atMaxima), ...low];
    const bad = top.slice(atMaxima);
    // A good unit lowers the loss by about its amplitude, a bad one raises it.
    const fit = sumOf(good) - sumOf(bad);
    if (chosen && (isMinimum ? fit >= chosen.fit : fit <= chosen.fit)) continue;
    chosen = { units: [...good.map(inPhase), ...bad.map(outOfPhase)], fit };
  }
  return chosen && { units: chosen.units, index: 2 * out + atMinima };
}

const sumOf = (peaks: readonly Peak[]): number => peaks.reduce((sum, peak) => sum + peak.amplitude, 0);
const inPhase = ({ omega, phase }: Peak): Unit => ({ w: omega, b: Math.PI / 2 - phase });
const outOfPhase = ({ omega, phase }: Peak): Unit => ({ w: omega, b: -Math.PI / 2 - phase });

const OMEGA = { least: 2, most: 60, step: 0.25 };

function spectrum({ x, y, beta }: Task): Peak[] {
  const count = Math.round((OMEGA.most - OMEGA.least) / OMEGA.step) + 1;
  return Array.from({ length: count }, (_, place) => {
    const omega = OMEGA.least + OMEGA.step * place;
    let [real, imaginary] = [0, 0];
    for (const [i, at] of x.entries()) {
      const t = (y[i] ?? 0) - beta;
      real += t * Math.cos(omega * at);
      imaginary += t * Math.sin(omega * at);
    }
    return {
      omega,
      amplitude: Math.hypot(real, imaginary) / x.length,
      phase: Math.atan2(imaginary, real),
    };
  });
}

/** Interior local maxima (`sign` 1) or minima (−1) of the amplitude. */
function extrema(grid: readonly Peak[], sign: 1 | -1): Peak[] {
  return grid.filter((peak, place) => {
    const [before, after] = [grid[place - 1], grid[place + 1]];
    if (!before || !after) return false;
    return sign * (peak.amplitude - before.amplitude) > 0 && sign * (peak.amplitude - after.amplitude) > 0;
  });
}

/** So many different ones, at random. */
function drawn(random: Random, peaks: readonly Peak[], count: number): Peak[] {
  const left = [...peaks];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0]).filter(
    (peak) => peak !== undefined,
  );
}
