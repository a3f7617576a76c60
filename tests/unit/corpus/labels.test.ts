import { describe, expect, it } from 'vitest';
import { cutClosures, frameLabels } from '@/lib/corpus/labels.core';

describe('labels of frames', () => {
  it('are what is spoken in the middle of the frame, silence outside', () => {
    // Centres lie at 200, 360, 520, 680 and 840.
    const segments = [
      { start: 201, end: 360, phoneme: 1 },
      { start: 360, end: 520, phoneme: 2 },
      { start: 520, end: 521, phoneme: null },
      { start: 521, end: 800, phoneme: 3 },
    ];
    expect(frameLabels(segments, 5)).toEqual([38, 2, null, 3, 38]);
  });

  it('are silence in closures: stretches without sound that last long enough', () => {
    const signal = new Float64Array(100).fill(0.5);
    signal.fill(0, 30, 50);
    signal.fill(0, 60, 63);
    signal.fill(0, 95);
    const segments = [
      { start: 0, end: 40, phoneme: 4 },
      { start: 40, end: 100, phoneme: 5 },
    ];
    expect(cutClosures(segments, signal, 0.01, 5)).toEqual([
      { start: 0, end: 30, phoneme: 4 },
      { start: 30, end: 40, phoneme: 38 },
      { start: 40, end: 50, phoneme: 38 },
      { start: 50, end: 95, phoneme: 5 },
      { start: 95, end: 100, phoneme: 38 },
    ]);
  });
});
