import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { delta, FEATURES, features, joinContext, ROW } from '@/lib/corpus/features.core';
import { frameCentre, frameCount } from '@/lib/corpus/mfcc.core';
import { randomFrom } from '@/lib/competition/random.core';
import { HAS_NUMPY, runPython } from './support/numpy';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const vectors = JSON.parse(readFileSync(here('vectors/features.json'), 'utf8')) as {
  signal: number[];
  features: number[][];
};

function largestDifference(actual: Float64Array, expected: readonly number[][]): number {
  const flat = expected.flat();
  expect(actual.length).toBe(flat.length);
  return flat.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
}

describe('the 39 features of a frame', () => {
  it('are those of the independent numpy implementation, to 1e-6', () => {
    const made = features(Float64Array.from(vectors.signal));
    expect(vectors.features).toHaveLength(frameCount(vectors.signal.length));
    expect(largestDifference(made, vectors.features)).toBeLessThan(1e-6);
  });

  it.runIf(HAS_NUMPY)('are those of numpy run now, on noise, to 1e-6', () => {
    const random = randomFrom('features');
    const signal = Array.from({ length: 8000 }, () => random.below(2000) / 1000 - 1);
    const answer = runPython([here('support/mfcc_reference.py')], JSON.stringify({ signal }));
    const expected = (JSON.parse(answer) as { features: number[][] }).features;
    expect(largestDifference(features(Float64Array.from(signal)), expected)).toBeLessThan(1e-6);
  });

  it('have mean 0 and variance 1 in each utterance, and are 0 where nothing changes', () => {
    const made = features(Float64Array.from(vectors.signal));
    for (let column = 0; column < FEATURES; column++) {
      const values = Array.from(made).filter((_, i) => i % FEATURES === column);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      expect(mean).toBeCloseTo(0, 9);
      expect(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length).toBeCloseTo(1, 9);
    }
    expect(features(new Float64Array(1600)).every((value) => value === 0)).toBe(true);
  });

  it('rise by one a frame where the value does, inside and a little less at the ends', () => {
    expect(Array.from(delta(Float64Array.of(0, 1, 2, 3, 4, 5), 1))).toEqual([0.5, 0.8, 1, 1, 0.8, 0.5]);
  });
});

describe('frames', () => {
  it('are 25 ms long, one every 10 ms, none beyond the end', () => {
    expect([0, 399, 400, 559, 560, 16_000].map(frameCount)).toEqual([0, 0, 1, 1, 2, 98]);
    expect(frameCentre(0)).toBe(200);
    expect(frameCentre(3)).toBe(680);
  });

  it('are joined with five neighbours on each side, the ends repeated', () => {
    const frames = Float32Array.from({ length: 8 * FEATURES }, (_, i) => Math.floor(i / FEATURES));
    const rows = new Float64Array(2 * ROW);
    joinContext(frames, [0, 4], rows);
    const framesOf = (row: number): number[] =>
      Array.from({ length: 11 }, (_, i) => rows[row * ROW + i * FEATURES]!);
    expect(framesOf(0)).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]);
    expect(framesOf(1)).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7]);
  });
});
