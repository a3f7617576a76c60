import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { HessianClass, SineNetwork } from '@/lib/quiz/hessian/network.types';
import { gradientAndHessian } from '@/lib/quiz/hessian/sine.core';

type Random = () => number;
/** Of a saddle: units good at maxima, good at minima, bad at maxima of the spectrum. */
const FAMILIES = [
  [2, 2, 4],
  [3, 0, 5],
  [1, 4, 3],
  [0, 6, 2],
  [2, 1, 5],
  [1, 3, 4],
  [0, 5, 3],
  [1, 2, 5],
] as const;
const UNITS = 8;

/**
 * A checkpoint of the wanted class: eight sine units on 48 noisy points of sin(5πx)/(5πx). Critical points are found by a
 * Newton iteration aimed at an index from units placed on the data's spectrum; a point that is none is a critical one moved
 * along its Hessian. All numbers are float32. Draws anew until one passes `accepted`.
 */
export function generateCheckpoint(random: Random, wanted: HessianClass): SineNetwork {
  for (;;) {
    const critical =
      wanted === 'none_of_the_above' ? (random() < 0.5 ? 'local_minima_like' : 'saddle_point') : wanted;
    const made = criticalPoint(random, critical);
    if (!made) continue;
    if (wanted !== 'none_of_the_above') return made;
    const moved = moveAway(random, made);
    if (moved) return moved;
  }
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function norm(v: ArrayLike<number>): number {
  return Math.sqrt(Array.from(v).reduce((s, e) => s + e * e, 0));
}

function criticalPoint(random: Random, kind: HessianClass): SineNetwork | null {
  const x = Array.from({ length: 48 }, () => Math.fround(2 * random() - 1)).sort((a, b) => a - b);
  const sigma = 0.2 + 0.2 * random();
  const beta = Math.fround(1.6 * random() - 0.8);
  const y = x.map((xi) => {
    const u = 5 * Math.PI * xi;
    return Math.fround((u === 0 ? 1 : Math.sin(u) / u) + sigma * normal(random));
  });
  const t = y.map((yi) => yi - beta);
  const grid = spectrum(x, t);
  const peak = (sign: number) =>
    grid.filter((g, i) => {
      const [p, n] = [grid[i - 1], grid[i + 1]];
      return p && n && sign * (g.a - p.a) > 0 && sign * (g.a - n.a) > 0;
    });
  const [maxima, minima] = [shuffle(random, peak(1)), shuffle(random, peak(-1))];
  const [p, q, r] =
    kind === 'local_minima_like'
      ? [8, 0, 0]
      : (FAMILIES[Math.floor(random() * FAMILIES.length)] ?? [2, 2, 4]);
  if (maxima.length < p + r || minima.length < q) return null;
  const good = (g: { omega: number; phi: number }) => ({ w: g.omega, b: Math.PI / 2 - g.phi });
  const bad = (g: { omega: number; phi: number }) => ({ w: g.omega, b: -Math.PI / 2 - g.phi });
  const units = [
    ...maxima.slice(0, p).map(good),
    ...minima.slice(0, q).map(good),
    ...maxima.slice(p, p + r).map(bad),
  ];
  const index = 2 * r + q;
  let theta = [...units.map((u) => u.w), ...units.map((u) => u.b)];
  const at = (th: readonly number[]): SineNetwork => ({
    w: th.slice(0, UNITS),
    b: th.slice(UNITS),
    beta,
    alpha: 1 / 16,
    x,
    y,
  });
  let done = false;
  for (let step = 0; step < 40; step += 1) {
    const { gradient, hessian } = gradientAndHessian(at(theta));
    if (norm(gradient) < 1e-9) {
      done = true;
      break;
    }
    const eig = new EigenvalueDecomposition(new Matrix(hessian.map((row) => [...row])), {
      assumeSymmetric: true,
    });
    const order = eig.realEigenvalues.map((v, i) => ({ v, i })).sort((m, n) => m.v - n.v);
    const top = Math.max(...order.map((o) => Math.abs(o.v)));
    let delta = new Array<number>(2 * UNITS).fill(0);
    order.forEach(({ v, i }, k) => {
      const column = eig.eigenvectorMatrix.getColumn(i);
      const along = column.reduce((s, c, j) => s + c * (gradient[j] ?? 0), 0);
      const scale = ((k < index ? 1 : -1) * along) / Math.max(Math.abs(v), 1e-3 * top);
      delta = delta.map((d, j) => d + scale * (column[j] ?? 0));
    });
    const length = norm(delta);
    const shrink = length > 0.3 ? 0.3 / length : 1;
    theta = theta.map((value, j) => value + shrink * (delta[j] ?? 0));
  }
  if (!done) return null;
  const made = canonical(random, at(theta));
  return accepted(made, kind) ? made : null;
}

/** A(ω) e^{iφ(ω)} = (1/n) Σ t_i e^{iωx_i} on ω = 2, 2.25, …, 60; e^{iωx} by turning e^{2ix} on by a quarter of x each step. */
function spectrum(
  x: readonly number[],
  t: readonly number[],
): { readonly omega: number; readonly a: number; readonly phi: number }[] {
  const re = new Float64Array(233);
  const im = new Float64Array(233);
  for (let i = 0; i < x.length; i += 1) {
    const xi = x[i] as number;
    const weight = t[i] as number;
    const turnRe = Math.cos(xi / 4);
    const turnIm = Math.sin(xi / 4);
    let c = Math.cos(2 * xi);
    let s = Math.sin(2 * xi);
    for (let at = 0; at < 233; at += 1) {
      re[at] = (re[at] as number) + weight * c;
      im[at] = (im[at] as number) + weight * s;
      const next = c * turnRe - s * turnIm;
      s = c * turnIm + s * turnRe;
      c = next;
    }
  }
  return Array.from(re, (each, at) => ({
    omega: 2 + at / 4,
    a: Math.hypot(each, im[at] as number) / x.length,
    phi: Math.atan2(im[at] as number, each),
  }));
}

function canonical(random: Random, n: SineNetwork): SineNetwork {
  const b = Array.from(n.b);
  const units = shuffle(
    random,
    Array.from(n.w, (w, i) => {
      const [cw, cb0] = w < 0 ? [-w, Math.PI - (b[i] ?? 0)] : [w, b[i] ?? 0];
      const cb = cb0 - 2 * Math.PI * Math.floor((cb0 + Math.PI) / (2 * Math.PI));
      return { w: Math.fround(cw), b: Math.fround(cb) };
    }),
  );
  return { ...n, w: units.map((u) => u.w), b: units.map((u) => u.b) };
}

function accepted(n: SineNetwork, kind: HessianClass): boolean {
  const { gradient, hessian } = gradientAndHessian(n);
  if (norm(gradient) >= 2e-6) return false;
  const values = new EigenvalueDecomposition(new Matrix(hessian.map((row) => [...row])), {
    assumeSymmetric: true,
  }).realEigenvalues;
  const sizes = values.map(Math.abs);
  if (Math.min(...sizes) < 2e-3 * Math.max(...sizes)) return false;
  const [w, b] = [Array.from(n.w), Array.from(n.b)];
  if (Math.max(...w) >= 70) return false;
  for (let i = 0; i < UNITS; i += 1)
    for (let j = 0; j < i; j += 1) {
      let d = Math.abs((b[i] ?? 0) - (b[j] ?? 0));
      d = Math.min(d, 2 * Math.PI - d);
      if (Math.hypot((w[i] ?? 0) - (w[j] ?? 0), d) < 0.3) return false;
    }
  const ratio = values.filter((v) => v > 0).length / values.length;
  return kind === 'local_minima_like' ? ratio === 1 : ratio <= 0.375;
}

function moveAway(random: Random, n: SineNetwork): SineNetwork | null {
  const { hessian } = gradientAndHessian(n);
  const z = Array.from({ length: 2 * UNITS }, () => normal(random));
  const hz = hessian.map((row) => row.reduce((s, v, j) => s + v * (z[j] ?? 0), 0));
  const size = norm(hz);
  const goal = 6e-3 * Math.exp(random() * Math.log(5));
  const at = (d: number): SineNetwork => ({
    ...n,
    w: Array.from(n.w, (v, j) => v + (d * (hz[j] ?? 0)) / size),
    b: Array.from(n.b, (v, j) => v + (d * (hz[UNITS + j] ?? 0)) / size),
  });
  const g = (d: number): number => norm(gradientAndHessian(at(d)).gradient);
  let high = 0.05;
  while (high <= 1 && g(high) < goal) high += 0.05;
  if (high > 1) return null;
  let low = high - 0.05;
  for (let i = 0; i < 20; i += 1) {
    const mid = (low + high) / 2;
    if (g(mid) < goal) low = mid;
    else high = mid;
  }
  const made = canonical(random, at(high));
  const { gradient } = gradientAndHessian(made);
  const [gw, gb] = [norm(gradient.slice(0, UNITS)), norm(gradient.slice(UNITS))];
  return Math.hypot(gw, gb) >= 5e-3 && gw >= 2e-3 && gb >= 2e-3 ? made : null;
}

function shuffle<T>(random: Random, list: readonly T[]): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [copy[i], copy[j]];
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a];
  }
  return copy;
}
