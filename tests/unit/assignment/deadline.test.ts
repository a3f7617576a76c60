import { describe, expect, it } from 'vitest';
import { canSeeAssignment, canSeePrivateResults } from '@/lib/assignment/access.core';
import { deadlineFor, phaseAt, type Timetable } from '@/lib/assignment/deadline.core';

const opensAt = new Date('2021-03-12T06:20:00Z');
const closesAt = new Date('2021-04-02T16:00:00Z');
const extended = new Date('2021-04-06T16:00:00Z');
const just = (at: Date, ms: number) => new Date(at.getTime() + ms);

const atClose: Timetable = {
  opensAt,
  closesAt,
  lastExtension: null,
  revealMode: 'at_close',
  revealedAt: null,
};
const manual: Timetable = { ...atClose, revealMode: 'manual' };

describe('the phase of a competition', () => {
  it('A27: is open from the opening to the last millisecond before the close', () => {
    expect(phaseAt(atClose, just(opensAt, -1))).toBe('before');
    expect(phaseAt(atClose, opensAt)).toBe('open');
    expect(phaseAt(atClose, just(closesAt, -1))).toBe('open');
    expect(phaseAt(atClose, closesAt)).toBe('revealed');
  });

  it('waits for the button where the reveal is manual, and the button does nothing before the close', () => {
    const revealed = (at: Date): Timetable => ({ ...manual, revealedAt: at });
    expect(phaseAt(manual, closesAt)).toBe('closed');
    expect(phaseAt(revealed(just(closesAt, 60_000)), just(closesAt, 59_999))).toBe('closed');
    expect(phaseAt(revealed(just(closesAt, 60_000)), just(closesAt, 60_000))).toBe('revealed');
    expect(phaseAt(revealed(opensAt), just(closesAt, -1))).toBe('open');
  });

  it('A94: a reveal holds for the close it was made after, not for one that was moved behind it', () => {
    const before = { ...manual, revealedAt: closesAt };
    expect(phaseAt(before, closesAt)).toBe('revealed');
    const moved = { ...before, closesAt: just(closesAt, 86_400_000) };
    expect(phaseAt(moved, closesAt)).toBe('open');
    expect(phaseAt(moved, moved.closesAt)).toBe('closed');
  });

  it('A34: shows private results to students only once revealed, to staff always', () => {
    for (const phase of ['before', 'open', 'closed'] as const) {
      for (const role of ['student', 'auditor'] as const)
        expect(canSeePrivateResults(role, phase)).toBe(false);
      for (const role of ['ta', 'instructor'] as const) expect(canSeePrivateResults(role, phase)).toBe(true);
    }
    expect(canSeePrivateResults('student', 'revealed')).toBe(true);
    expect(canSeeAssignment('student', 'before')).toBe(false);
  });
});

describe('A94: the phase of somebody with an extension, and of the others beside them', () => {
  // One has until the 6th; the table says what is in force at each instant for them and for those without.
  const times = { ...atClose, lastExtension: extended };
  const byHand = { ...times, revealedAt: just(closesAt, 3_600_000) };
  const waiting = { ...manual, lastExtension: extended };
  it.each([
    ['at_close, at the close', times, closesAt, 'closed', 'open'],
    ['at_close, a moment before the extension ends', times, just(extended, -1), 'closed', 'open'],
    ['at_close, when it ends', times, extended, 'revealed', 'revealed'],
    ['at_close, a moment before the reveal by hand', byHand, just(closesAt, 3_599_999), 'closed', 'open'],
    ['at_close, revealed by hand', byHand, just(closesAt, 3_600_000), 'revealed', 'open'],
    ['at_close, revealed by hand, when the extension ends', byHand, extended, 'revealed', 'revealed'],
    ['manual, when the extension ends', waiting, extended, 'closed', 'closed'],
    ['before the opening', times, just(opensAt, -1), 'before', 'before'],
  ] as const)('%s', (_name, table, now, others, own) => {
    expect(phaseAt(table, now)).toBe(others);
    expect(phaseAt(table, now, deadlineFor(table.closesAt, extended))).toBe(own);
  });

  it('ends for one student at the later of the deadline and their extension', () => {
    expect(deadlineFor(closesAt, null)).toEqual(closesAt);
    expect(deadlineFor(closesAt, just(closesAt, 9))).toEqual(just(closesAt, 9));
    expect(deadlineFor(closesAt, just(closesAt, -9))).toEqual(closesAt);
  });
});
