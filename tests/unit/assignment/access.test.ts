import { describe, expect, it } from 'vitest';
import { canSeeAssignment, canSeeOwnGrade, canSeePrivateResults } from '@/lib/assignment/access.core';
import {
  deadlineFor,
  endOfMinute,
  lastMinute,
  phaseAt,
  type Timetable,
} from '@/lib/assignment/deadline.core';

const OPENS = new Date('2021-03-12T06:20:00Z');
const CLOSES = new Date('2021-04-02T16:00:00Z');
const EXTENSION = new Date('2021-04-06T16:00:00Z');
const REVEAL = new Date('2021-04-03T09:00:00Z');

const before = (at: Date): Date => new Date(at.getTime() - 1);

/** What is set: how results come out, whether staff revealed by hand, whether anybody has an extension. */
const SETTINGS: Readonly<Record<string, Timetable>> = {
  'at_close, nobody extended': table('at_close', null, null),
  'at_close, one extended': table('at_close', null, EXTENSION),
  'at_close, one extended, revealed by hand': table('at_close', REVEAL, EXTENSION),
  'manual, nobody extended': table('manual', null, null),
  'manual, one extended': table('manual', null, EXTENSION),
  'manual, one extended, revealed': table('manual', REVEAL, EXTENSION),
  // Pressed for an earlier deadline, which was then moved: void.
  'manual, revealed before the close': table('manual', before(CLOSES), null),
};

function table(
  revealMode: Timetable['revealMode'],
  revealedAt: Date | null,
  lastExtension: Date | null,
): Timetable {
  return { opensAt: OPENS, closesAt: CLOSES, lastExtension, revealMode, revealedAt };
}

const INSTANTS: readonly (readonly [string, Date])[] = [
  ['before the opening', before(OPENS)],
  ['at the opening', OPENS],
  ['the last moment for all', before(CLOSES)],
  ['at the close', CLOSES],
  ['a moment before the reveal', before(REVEAL)],
  ['at the reveal', REVEAL],
  ['the last moment of the extension', before(EXTENSION)],
  ['when the extension ends', EXTENSION],
];

/**
 * By setting, what holds at the eight instants: `.` nothing is seen, `s` may submit, `-` may not any more and sees no private
 * result, `P` sees private results. First those without an extension, then the one who has it.
 */
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  'at_close, nobody extended': ['.ssPPPPP', '.ssPPPPP'],
  'at_close, one extended': ['.ss----P', '.ssssssP'],
  'at_close, one extended, revealed by hand': ['.ss--PPP', '.ssssssP'],
  'manual, nobody extended': ['.ss-----', '.ss-----'],
  'manual, one extended': ['.ss-----', '.ssssss-'],
  'manual, one extended, revealed': ['.ss--PPP', '.ssssssP'],
  'manual, revealed before the close': ['.ss-----', '.ss-----'],
};

const LETTER = { before: '.', open: 's', closed: '-', revealed: 'P' } as const;

describe('A94: what may be seen and done, by role, phase, own extension and setting', () => {
  const cases = Object.entries(SETTINGS).flatMap(([setting, times]) =>
    [null, times.lastExtension].flatMap((extension, own) =>
      INSTANTS.map(([when, now], at) => ({ setting, times, extension, own, when, now, at })),
    ),
  );
  it.each(cases)('$setting, $when, extension $extension', ({ setting, times, extension, own, now, at }) => {
    const phase = phaseAt(times, now, deadlineFor(times.closesAt, extension));
    const expected = EXPECTED[setting]?.[own]?.[at];
    expect(LETTER[phase]).toBe(expected);
    for (const role of ['student', 'auditor'] as const) {
      expect(canSeeAssignment(role, phase)).toBe(expected !== '.');
      expect(canSeePrivateResults(role, phase)).toBe(expected === 'P');
    }
    for (const role of ['ta', 'instructor'] as const)
      expect([canSeeAssignment(role, phase), canSeePrivateResults(role, phase)]).toEqual([true, true]);
    expect(canSeeOwnGrade(phase)).toBe(expected === '-' || expected === 'P');
  });
});

describe('a deadline as people write it', () => {
  it('A27: includes the whole of its last minute, also where seconds are written', () => {
    for (const written of ['2021-04-02T23:59', '2021-04-02T23:59:00', '2021-04-02T23:59:59']) {
      expect(endOfMinute(written, 'Asia/Taipei')).toEqual(CLOSES);
    }
    expect(lastMinute(CLOSES).toISOString()).toBe('2021-04-02T15:59:00.000Z');
  });

  it('is the instant that the zone makes of it, around a change of the clocks too', () => {
    expect(endOfMinute('2021-03-28T01:59', 'Europe/Berlin').toISOString()).toBe('2021-03-28T01:00:00.000Z');
    expect(endOfMinute('2021-10-31T03:00', 'Europe/Berlin').toISOString()).toBe('2021-10-31T02:01:00.000Z');
  });

  it('is no date where nothing sensible is written', () => {
    expect(Number.isNaN(endOfMinute('soon', 'Asia/Taipei').getTime())).toBe(true);
  });
});
