/** Terms of the distribution smaller than this part of one are left out; the tail is right to far more digits than it is shown with. */
const NEGLIGIBLE = 1e-40;
const TILT_MAX = 60;

/**
 * log10 of P(X ≥ `count`), X the number of successes of independent trials with these probabilities (each 0 to 1): a
 * Poisson-binomial tail. At most 0; −Infinity where so many can't be.
 *
 * Tails far below the smallest double are reached by exponential tilting (Esscher 1932; as in Butler, "Saddlepoint
 * Approximations with Applications", 2007, §2.4): under p′ = p·eᶿ / (1 − p + p·eᶿ) with θ such that the mean is `count`,
 * the distribution is computed exactly by convolution, and P(X = j) = exp(K(θ) − θ·j) · P′(X = j) with
 * K(θ) = Σ log(1 − p + p·eᶿ). All terms are positive, so nothing cancels.
 */
export function log10Tail(probabilities: readonly number[], count: number): number {
  const open = probabilities.filter((p) => p > 0 && p < 1);
  const needed = count - probabilities.filter((p) => p >= 1).length;
  if (needed <= 0) return 0;
  if (needed > open.length) return -Infinity;
  if (needed === open.length) return open.reduce((sum, p) => sum + Math.log10(p), 0);
  const tilt = tiltFor(open, needed);
  const tilted = open.map((p) => tiltedBy(p, tilt));
  const { first, terms } = distribution(tilted);
  let tail = 0;
  for (const [at, term] of terms.entries()) {
    const successes = first + at;
    if (successes >= needed) tail += term * Math.exp(-tilt * (successes - needed));
  }
  const logScale = open.reduce((sum, p) => sum + Math.log1p(p * Math.expm1(tilt)), 0) - tilt * needed;
  return Math.min(0, (logScale + Math.log(tail)) / Math.LN10);
}

function tiltedBy(p: number, tilt: number): number {
  // p·eᶿ / (1 − p + p·eᶿ), written so that a large θ does not overflow.
  return p / (p + (1 - p) * Math.exp(-tilt));
}

/** θ ≥ 0 whose mean is `count`; 0 where the mean is there already. By bisection: the mean rises with θ. */
function tiltFor(probabilities: readonly number[], count: number): number {
  const mean = (tilt: number): number => probabilities.reduce((sum, p) => sum + tiltedBy(p, tilt), 0);
  if (mean(0) >= count) return 0;
  let low = 0;
  let high = TILT_MAX;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (mean(middle) < count) low = middle;
    else high = middle;
  }
  return low;
}

/** P(X = first + i) at i, without the negligible ends. */
function distribution(probabilities: readonly number[]): { first: number; terms: readonly number[] } {
  const terms = new Float64Array(probabilities.length + 1);
  terms[0] = 1;
  let first = 0;
  let last = 0;
  for (const p of probabilities) {
    last += 1;
    for (let at = last; at > first; at -= 1)
      terms[at] = (terms[at] ?? 0) * (1 - p) + (terms[at - 1] ?? 0) * p;
    terms[first] = (terms[first] ?? 0) * (1 - p);
    while (first < last && (terms[first] ?? 0) < NEGLIGIBLE) terms[first++] = 0;
    while (last > first && (terms[last] ?? 0) < NEGLIGIBLE) terms[last--] = 0;
  }
  return { first, terms: [...terms.subarray(first, last + 1)] };
}
