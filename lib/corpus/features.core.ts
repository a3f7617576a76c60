import { CEPSTRA, mfcc } from '@/lib/corpus/mfcc.core';

/** 13 MFCC, their first and their second differences over time. */
export const FEATURES = 3 * CEPSTRA;
/** Frames joined to one row: 5 before, the centre, 5 after. */
export const CONTEXT = 11;
export const ROW = FEATURES * CONTEXT;

const DELTA_REACH = 2;

/**
 * 39 values a frame, row after row, normalised within the utterance: each of the 39 has mean 0 and variance 1 (a value that
 * never changes becomes 0).
 *
 * @param signal samples at 16 kHz, full scale being 1
 */
export function features(signal: Float64Array): Float64Array {
  const cepstra = mfcc(signal);
  const first = delta(cepstra, CEPSTRA);
  const second = delta(first, CEPSTRA);
  const frames = cepstra.length / CEPSTRA;
  const joined = new Float64Array(frames * FEATURES);
  [cepstra, first, second].forEach((part, which) => {
    for (let frame = 0; frame < frames; frame++) {
      const from = part.subarray(frame * CEPSTRA, (frame + 1) * CEPSTRA);
      joined.set(from, frame * FEATURES + which * CEPSTRA);
    }
  });
  normalise(joined, FEATURES);
  return joined;
}

/**
 * Slope over time by regression over two frames on each side, the first and last frame being repeated beyond the ends
 * (The HTK Book, 5.9): Σ n (x[t+n] − x[t−n]) / (2 Σ n²), n = 1, 2.
 */
export function delta(values: Float64Array, width: number): Float64Array {
  const frames = values.length / width;
  const result = new Float64Array(values.length);
  let norm = 0;
  for (let n = 1; n <= DELTA_REACH; n++) norm += 2 * n * n;
  for (let frame = 0; frame < frames; frame++) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let n = 1; n <= DELTA_REACH; n++) {
        const after = Math.min(frame + n, frames - 1) * width + column;
        const before = Math.max(frame - n, 0) * width + column;
        sum += n * ((values[after] as number) - (values[before] as number));
      }
      result[frame * width + column] = sum / norm;
    }
  }
  return result;
}

/** Brings every column to mean 0 and variance 1, in place. */
export function normalise(values: Float64Array, width: number): void {
  const rows = values.length / width;
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (let i = column; i < values.length; i += width) sum += values[i] as number;
    const mean = sum / rows;
    let squares = 0;
    for (let i = column; i < values.length; i += width) squares += ((values[i] as number) - mean) ** 2;
    const deviation = Math.sqrt(squares / rows);
    const scale = deviation > 1e-12 ? 1 / deviation : 0;
    for (let i = column; i < values.length; i += width) values[i] = ((values[i] as number) - mean) * scale;
  }
}

/**
 * Joins each kept frame with its five neighbours on both sides to a row of 429 values; beyond the ends of the utterance its
 * first or last frame is repeated.
 *
 * @param frames 39 values a frame
 * @param kept numbers of the frames that become rows
 * @param rows takes the rows, 429 values for each kept frame
 */
export function joinContext(frames: ArrayLike<number>, kept: readonly number[], rows: Float64Array): void {
  const last = frames.length / FEATURES - 1;
  const reach = (CONTEXT - 1) / 2;
  let at = 0;
  for (const centre of kept) {
    for (let offset = -reach; offset <= reach; offset++) {
      const from = Math.min(last, Math.max(0, centre + offset)) * FEATURES;
      for (let i = 0; i < FEATURES; i++) rows[at++] = frames[from + i] as number;
    }
  }
}
