import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextReset, quotaDay, quotaOf } from '@/lib/submission/quota.core';

describe('the day an attempt is counted on', () => {
  it("A25: changes at midnight of the limit's zone, to the millisecond", () => {
    expect(quotaDay(new Date('2021-03-20T23:59:59.999Z'), 'UTC')).toBe('2021-03-20');
    expect(quotaDay(new Date('2021-03-21T00:00:00.000Z'), 'UTC')).toBe('2021-03-21');
    expect(quotaDay(new Date('2021-03-20T15:59:59.999Z'), 'Asia/Taipei')).toBe('2021-03-20');
    expect(quotaDay(new Date('2021-03-20T16:00:00.000Z'), 'Asia/Taipei')).toBe('2021-03-21');
  });

  it('A26: a limit in UTC resets at 08:00 in Taipei', () => {
    expect(nextReset(new Date('2021-03-20T10:00:00Z'), 'UTC').toISOString()).toBe('2021-03-21T00:00:00.000Z');
    expect(nextReset(new Date('2021-03-20T10:00:00Z'), 'Asia/Taipei').toISOString()).toBe(
      '2021-03-20T16:00:00.000Z',
    );
  });

  it('A29: is 23 hours long when clocks go forward and 25 when they go back', () => {
    expect(nextReset(new Date('2026-03-28T23:00:00Z'), 'Europe/Berlin').toISOString()).toBe(
      '2026-03-29T22:00:00.000Z',
    );
    expect(nextReset(new Date('2026-10-24T22:00:00Z'), 'Europe/Berlin').toISOString()).toBe(
      '2026-10-25T23:00:00.000Z',
    );
  });

  it('ends at an instant that is the first of another day, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Taipei', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia');
    const instants = fc.date({
      min: new Date('2020-01-01'),
      max: new Date('2035-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, zones, (at, zone) => {
        const reset = nextReset(at, zone);
        expect(reset.getTime()).toBeGreaterThan(at.getTime());
        expect(quotaDay(reset, zone)).not.toBe(quotaDay(at, zone));
        expect(quotaDay(new Date(reset.getTime() - 1), zone)).toBe(quotaDay(at, zone));
      }),
    );
  });

  it('never has less than nothing left, and adds what staff gave', () => {
    const at = new Date('2021-03-20T10:00:00Z');
    expect(quotaOf(7, 5, 0, at, 'UTC').left).toBe(0);
    expect(quotaOf(5, 5, 3, at, 'UTC')).toMatchObject({ limit: 8, left: 3 });
    expect(quotaOf(99, null, 0, at, 'UTC')).toMatchObject({ limit: null, left: null });
  });
});
