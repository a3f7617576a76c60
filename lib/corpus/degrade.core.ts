import FFT from 'fft.js';
import type { Random } from '@/lib/competition/random.core';

const TWO_32 = 2 ** 32;

/** Uniform in [from, to). */
export function uniform(random: Random, from: number, to: number): number {
  return from + ((to - from) * random.below(TWO_32)) / TWO_32;
}

/** Standard normal, by G. Box and M. Muller, "A note on the generation of random normal deviates" (1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.below(TWO_32) / TWO_32));
  return radius * Math.cos(2 * Math.PI * uniform(random, 0, 1));
}

/**
 * Takes samples at another rate with a sinc under a Hann window; what would fold back is filtered out.
 *
 * @param ratio samples of the signal for each sample of the result: 22050 / 16000 turns 22.05 kHz into 16 kHz
 */
export function resample(signal: ArrayLike<number>, ratio: number): Float64Array {
  const reach = 16 * Math.max(1, ratio);
  const cutoff = 0.95 / Math.max(1, ratio);
  const table = sincTable(reach, cutoff);
  const result = new Float64Array(Math.floor(signal.length / ratio));
  for (let i = 0; i < result.length; i++) {
    const centre = i * ratio;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(signal.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let j = first; j <= last; j++) {
      sum += (signal[j] as number) * (table[Math.round(Math.abs(j - centre) * TABLE_STEPS)] as number);
    }
    result[i] = sum;
  }
  return result;
}

const TABLE_STEPS = 512;

function sincTable(reach: number, cutoff: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(reach * TABLE_STEPS) + 2 }, (_, i) => {
    const x = i / TABLE_STEPS;
    if (x >= reach) return 0;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / reach);
    return i === 0 ? cutoff : (window * Math.sin(Math.PI * cutoff * x)) / (Math.PI * x);
  });
}

/**
 * A room: the direct sound, then noise that dies away exponentially (J. Polack's model).
 *
 * @param seconds reverberation time, after which the echo is 60 dB weaker
 * @param share energy of the echo for each unit of direct sound
 */
export function reverberate(
  signal: Float64Array,
  seconds: number,
  share: number,
  sampleRate: number,
  random: Random,
): Float64Array {
  const length = Math.floor(seconds * sampleRate);
  const room = new Float64Array(length);
  let energy = 0;
  for (let i = 1; i < length; i++) {
    const value = normal(random) * 10 ** ((-3 * i) / length);
    room[i] = value;
    energy += value * value;
  }
  const scale = Math.sqrt(share / energy);
  for (let i = 1; i < length; i++) room[i] = (room[i] as number) * scale;
  room[0] = 1;
  return convolve(signal, room).subarray(0, signal.length);
}

interface Workspace {
  readonly fft: FFT;
  readonly padded: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Tables and places for transforms, kept for the next utterance: made anew they would be most of a build's memory. */
const workspaces = new Map<number, Workspace>();

function workspaceOf(size: number): Workspace {
  const kept = workspaces.get(size);
  if (kept) return kept;
  const place = (): Float64Array => new Float64Array(2 * size);
  const made = { fft: new FFT(size), padded: place(), first: place(), second: place() };
  workspaces.set(size, made);
  return made;
}

function convolve(left: Float64Array, right: Float64Array): Float64Array {
  let size = 2;
  while (size < left.length + right.length) size *= 2;
  const { fft, padded, first: a, second: b } = workspaceOf(size);
  const transform = (values: Float64Array, spectrum: Float64Array): void => {
    padded.fill(0);
    for (let i = 0; i < values.length; i++) padded[2 * i] = values[i] as number;
    fft.transform(spectrum, padded);
  };
  transform(left, a);
  transform(right, b);
  for (let i = 0; i < 2 * size; i += 2) {
    const [ar, ai, br, bi] = [a[i] as number, a[i + 1] as number, b[i] as number, b[i + 1] as number];
    a[i] = ar * br - ai * bi;
    a[i + 1] = ar * bi + ai * br;
  }
  // Nothing is read from the second spectrum any more, so its place takes the result.
  fft.inverseTransform(b, a);
  const result = new Float64Array(left.length + right.length - 1);
  for (let i = 0; i < result.length; i++) result[i] = b[2 * i] as number;
  return result;
}

/**
 * Adds noise whose loudness drifts, coloured by a filter of one pole.
 *
 * @param decibels power of the signal over that of the noise
 * @param pole 0 is white; towards 1 low frequencies prevail
 */
export function addNoise(signal: Float64Array, decibels: number, pole: number, random: Random): Float64Array {
  const noise = new Float64Array(signal.length);
  let state = 0;
  const drift = {
    phase: uniform(random, 0, 2 * Math.PI),
    perSample: uniform(random, 0.5, 3) / signal.length,
  };
  for (let i = 0; i < noise.length; i++) {
    state = pole * state + normal(random);
    noise[i] = state * (1 + 0.5 * Math.sin(drift.phase + 2 * Math.PI * drift.perSample * i));
  }
  const scale = Math.sqrt(power(signal) / power(noise) / 10 ** (decibels / 10));
  return signal.map((value, i) => value + scale * (noise[i] as number));
}

function power(signal: Float64Array): number {
  let sum = 0;
  for (const value of signal) sum += value * value;
  return signal.length === 0 ? 0 : sum / signal.length;
}
