import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Direction } from '@/lib/metrics/metric.types';
import { compareScores, isBetter } from '@/lib/metrics/registry.core';

const DIRECTIONS: readonly Direction[] = ['higher_is_better', 'lower_is_better'];
const anyScore = fc.oneof(fc.double(), fc.constantFrom(null, NaN, Infinity, -Infinity, 0, -0));

describe.each(DIRECTIONS)('comparing scores where %s', (direction) => {
  test('A7: a missing, NaN or infinite score never comes first', () => {
    for (const missing of [null, NaN, Infinity, -Infinity]) {
      expect(compareScores(direction, missing, 0.5)).toBeGreaterThan(0);
      expect(compareScores(direction, 0.5, missing)).toBeLessThan(0);
      expect(isBetter(direction, missing, 0.5)).toBe(false);
      expect(isBetter(direction, 0.5, missing)).toBe(true);
      expect(isBetter(direction, missing, null)).toBe(false);
    }
  });

  test('A7: sorting any scores puts the finite ones first, best to worst', () => {
    fc.assert(
      fc.property(fc.array(anyScore), (scores) => {
        const sorted = [...scores].sort((a, b) => compareScores(direction, a, b));
        const finite = sorted.filter((score): score is number => Number.isFinite(score));
        expect(sorted.slice(0, finite.length)).toEqual(finite);
        for (let i = 1; i < finite.length; i++) {
          const gain = finite[i]! - finite[i - 1]!;
          expect(direction === 'higher_is_better' ? gain <= 0 : gain >= 0).toBe(true);
        }
      }),
    );
  });

  test('equal scores are equal, also 0 and -0', () => {
    expect(compareScores(direction, 0.25, 0.25)).toBe(0);
    expect(compareScores(direction, 0, -0)).toBe(0);
    expect(isBetter(direction, 0.25, 0.25)).toBe(false);
  });
});

test('the direction decides which score is better', () => {
  expect(isBetter('higher_is_better', 0.9, 0.8)).toBe(true);
  expect(isBetter('lower_is_better', 0.9, 0.8)).toBe(false);
  expect(isBetter('lower_is_better', 0.8, 0.9)).toBe(true);
});
