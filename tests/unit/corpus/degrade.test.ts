import { describe, expect, it } from 'vitest';
import { addNoise, normal, resample, reverberate } from '@/lib/corpus/degrade.core';
import { randomFrom } from '@/lib/competition/random.core';

const tone = (length: number, perSample: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.sin(2 * Math.PI * perSample * i));
const power = (values: Float64Array): number => values.reduce((sum, x) => sum + x * x, 0) / values.length;

describe('recording conditions', () => {
  it('resampling keeps a tone and removes what the new rate can not hold', () => {
    const ratio = 22_050 / 16_000;
    const kept = resample(tone(4000, 1000 / 22_050), ratio);
    expect(kept).toHaveLength(Math.floor(4000 / ratio));
    const expected = tone(kept.length, 1000 / 16_000);
    for (let i = 100; i < kept.length - 100; i++)
      expect(Math.abs(kept[i]! - expected[i]!)).toBeLessThan(0.01);
    expect(power(resample(tone(4000, 9500 / 22_050), ratio).subarray(100, 2800))).toBeLessThan(1e-4);
  });

  it('noise has the power asked for, whatever its colour', () => {
    const signal = tone(16_000, 0.05);
    for (const [decibels, pole] of [
      [10, 0],
      [20, 0.9],
    ] as const) {
      const noisy = addNoise(signal, decibels, pole, randomFrom('noise'));
      const noise = noisy.map((value, i) => value - signal[i]!);
      expect(10 * Math.log10(power(signal) / power(noise))).toBeCloseTo(decibels, 6);
    }
  });

  it('a room leaves the direct sound and adds an echo of the energy asked for', () => {
    const click = new Float64Array(8000);
    click[0] = 1;
    const heard = reverberate(click, 0.2, 0.3, 16_000, randomFrom('room'));
    expect(heard).toHaveLength(8000);
    expect(heard[0]).toBeCloseTo(1, 9);
    expect(heard.subarray(1).reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(0.3, 9);
    expect(power(heard.subarray(2500, 3200))).toBeLessThan(power(heard.subarray(1, 700)) / 1000);
  });

  it('chance is normal where it should be', () => {
    const random = randomFrom('normal');
    const drawn = Float64Array.from({ length: 20_000 }, () => normal(random));
    expect(drawn.reduce((a, b) => a + b, 0) / drawn.length).toBeCloseTo(0, 1);
    expect(power(drawn)).toBeCloseTo(1, 1);
  });
});
