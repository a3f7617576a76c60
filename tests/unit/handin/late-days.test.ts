import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { daysAfter, lateDays } from '@/lib/handin/late-days.core';

const at = (local: string, zone: string): Date => DateTime.fromISO(local, { zone }).toJSDate();

describe('days after a deadline', () => {
  it.each([
    // Clocks go back in the night to 25 October 2026 in Berlin: that day has 25 hours.
    ['Europe/Berlin', '2026-10-24T20:00', '2026-10-25T19:59', 1],
    ['Europe/Berlin', '2026-10-24T20:00', '2026-10-25T20:00', 2],
    // And forward in the night to 29 March: 23 hours.
    ['Europe/Berlin', '2026-03-28T20:00', '2026-03-29T19:59', 1],
    ['Europe/Berlin', '2026-03-28T20:00', '2026-03-29T20:00', 2],
    ['Asia/Taipei', '2026-10-24T20:00', '2026-10-24T19:59', 0],
    ['Asia/Taipei', '2026-10-24T20:00', '2026-10-24T20:00', 1],
    ['Asia/Taipei', '2026-10-24T20:00', '2026-10-27T19:59', 3],
  ])('%s: from %s to %s it is %i', (zone, deadline, received, days) =>
    expect(lateDays(at(deadline, zone), at(received, zone), zone)).toBe(days),
  );

  it('what is taken late ends at the same time of day', () => {
    const end = daysAfter(at('2026-10-24T20:00', 'Europe/Berlin'), 2, 'Europe/Berlin');
    expect(end).toEqual(at('2026-10-26T20:00', 'Europe/Berlin'));
  });
});
