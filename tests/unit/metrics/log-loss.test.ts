import { describe, expect, test } from 'vitest';
import { LOG_LOSS_CLIP } from '@/lib/metrics/log-loss.core';
import { allRows, real, scorer, scoreReals } from './support/columns';

const WORST_ROW = -Math.log(LOG_LOSS_CLIP);

describe('A1: log loss is clipped', () => {
  test('a sure mistake costs at most 34.54 a row, never infinity', () => {
    expect(scoreReals('log_loss', [1], [0])).toBeCloseTo(WORST_ROW, 12);
    expect(scoreReals('log_loss', [0], [1])).toBeCloseTo(WORST_ROW, 1);
    expect(scoreReals('log_loss', [1, 1, 1, 1], [0, 1, 1, 1])).toBeCloseTo(WORST_ROW / 4, 12);
  });

  test('probabilities beyond the clip give the same score as the clip itself', () => {
    expect(scoreReals('log_loss', [1], [1e-300])).toBe(scoreReals('log_loss', [1], [LOG_LOSS_CLIP]));
  });

  test('a probe of one row among many moves the score by no more than that row can cost', () => {
    const truth = Array.from({ length: 10_000 }, (_, row) => row % 2);
    const even = truth.map(() => 0.5);
    const probe = even.map((value, row) => (row === 7 ? 0 : value));
    const moved = scoreReals('log_loss', truth, probe) - scoreReals('log_loss', truth, even);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThanOrEqual(WORST_ROW / truth.length);
  });

  test('a multiclass row of zeros counts as uniform', () => {
    const truth = [real([1]), real([0]), real([0])];
    const zeros = [real([0]), real([0]), real([0])];
    expect(scorer('log_loss')(truth, zeros, allRows(1))).toBeCloseTo(Math.log(3), 12);
  });

  test('rows need not sum to 1: they are divided by their sum', () => {
    const truth = [real([1, 0]), real([0, 1])];
    const halves = [real([0.25, 0.1]), real([0.25, 0.3])];
    const whole = [real([0.5, 0.25]), real([0.5, 0.75])];
    expect(scorer('log_loss')(truth, halves, allRows(2))).toBeCloseTo(
      scorer('log_loss')(truth, whole, allRows(2)),
      12,
    );
  });
});
