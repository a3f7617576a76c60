import { expect, test } from 'vitest';
import { stableSum } from '@/lib/metrics/stable-sum.core';
import { scoreReals } from './support/columns';

test('a million small terms are summed without drift', () => {
  const terms = new Float64Array(1_000_000).fill(0.1);
  expect(stableSum(terms)).toBe(100_000);
  expect(terms.reduce((sum, term) => sum + term, 0)).not.toBe(100_000);
});

test('terms that a large one would swallow are kept', () => {
  expect(stableSum(Float64Array.of(1, 1e100, 1, -1e100))).toBe(2);
});

test('a mean over half a million rows keeps its digits', () => {
  const truth = Array.from({ length: 500_000 }, () => 0);
  expect(
    scoreReals(
      'mae',
      truth,
      truth.map(() => 0.1),
    ),
  ).toBeCloseTo(0.1, 15);
});
