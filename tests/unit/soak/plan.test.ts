import { describe, expect, it } from 'vitest';
import { makePlan, TROUBLES } from '@/bench/soak/plan';

describe('the plan of a soak', () => {
  it('is the same for the same seed and another for another', () => {
    expect(makePlan(7, 600)).toEqual(makePlan(7, 600));
    expect(makePlan(7, 600)).not.toEqual(makePlan(8, 600));
  });

  it('brings every kind of trouble within a minute and a half, and nothing in the last seconds', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const plan = makePlan(seed, 90);
      expect([seed, new Set(plan.map((each) => each.trouble)).size]).toEqual([seed, TROUBLES.length]);
      expect(plan.every((each) => each.atSeconds + each.seconds <= 90)).toBe(true);
    }
  });
});
