import { describe, expect, it } from 'vitest';
import { deadlineFor, phaseAt } from '@/lib/competition/phases.core';
import { canSeeAssignment, canSeePrivateResults } from '@/lib/identity/access.core';

const opensAt = new Date('2021-03-12T06:20:00Z');
const closesAt = new Date('2021-04-02T16:00:00Z');
const just = (at: Date, ms: number) => new Date(at.getTime() + ms);

describe('the phase of a competition', () => {
  const atClose = { opensAt, closesAt, revealMode: 'at_close', revealedAt: null } as const;
  const manual = { ...atClose, revealMode: 'manual' } as const;

  it('A27: is open from the opening to the last millisecond before the close', () => {
    expect(phaseAt(atClose, just(opensAt, -1))).toBe('before');
    expect(phaseAt(atClose, opensAt)).toBe('open');
    expect(phaseAt(atClose, just(closesAt, -1))).toBe('open');
    expect(phaseAt(atClose, closesAt)).toBe('revealed');
  });

  it('waits for the button where the reveal is manual, and the button does nothing before the close', () => {
    expect(phaseAt(manual, closesAt)).toBe('closed');
    expect(phaseAt({ ...manual, revealedAt: just(closesAt, 60_000) }, just(closesAt, 59_999))).toBe('closed');
    expect(phaseAt({ ...manual, revealedAt: just(closesAt, 60_000) }, just(closesAt, 60_000))).toBe(
      'revealed',
    );
    expect(phaseAt({ ...manual, revealedAt: opensAt }, just(closesAt, -1))).toBe('open');
  });

  it('A34: shows private results to students only once revealed, to staff always', () => {
    for (const phase of ['before', 'open', 'closed'] as const) {
      expect([canSeePrivateResults('student', phase), canSeePrivateResults('auditor', phase)]).toEqual([
        false,
        false,
      ]);
      expect([canSeePrivateResults('ta', phase), canSeePrivateResults('instructor', phase)]).toEqual([
        true,
        true,
      ]);
    }
    expect(canSeePrivateResults('student', 'revealed')).toBe(true);
    expect(canSeeAssignment('student', 'before')).toBe(false);
  });

  it('ends for one student at the latest of the deadline and their extensions', () => {
    expect(deadlineFor(closesAt, [])).toEqual(closesAt);
    expect(deadlineFor(closesAt, [just(closesAt, 5), just(closesAt, 9), just(closesAt, -9)])).toEqual(
      just(closesAt, 9),
    );
  });
});
