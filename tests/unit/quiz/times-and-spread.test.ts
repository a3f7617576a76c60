import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { spreadClasses } from '@/lib/quiz/spread.core';
import { quizStatus, quizTimes } from '@/lib/quiz/times.core';

const assignment = {
  opensAt: new Date('2021-03-12T06:20:00Z'),
  closesAt: new Date('2021-04-02T16:00:00Z'),
  lastExtension: null,
  timezone: 'Asia/Taipei',
};
const at = (time: string): Date => new Date(time);

describe('the times of a quiz', () => {
  it("are the assignment's where it names none, else its own in the assignment's zone, the last minute whole", () => {
    const base = { release: 'at_close', questions: [] } as const;
    expect(quizTimes(base, assignment)).toEqual({
      lastExtension: null,
      opensAt: assignment.opensAt,
      closesAt: assignment.closesAt,
    });
    const own = quizTimes({ ...base, opens: '2021-03-20T00:00', closes: '2021-03-25T23:59:30' }, assignment);
    expect(own.opensAt.toISOString()).toBe('2021-03-19T16:00:00.000Z');
    expect(own.closesAt.toISOString()).toBe('2021-03-25T16:00:00.000Z');
  });

  it('release to nobody before the deadline of all, nor before an own extension ends', () => {
    const status = (now: string, own = assignment.closesAt, released: Date | null = null, manual = false) =>
      quizStatus(assignment, manual ? 'manual' : 'at_close', released, own, at(now));
    const extended = at('2021-04-05T00:00:00Z');
    const others = { ...assignment, lastExtension: extended };
    const beside = (now: string, released: Date | null = null) =>
      quizStatus(others, 'at_close', released, assignment.closesAt, at(now));
    expect(beside('2021-04-04T23:59:59.999Z')).toBe('closed');
    expect(beside('2021-04-05T00:00:00Z')).toBe('released');
    expect(beside('2021-04-03T00:00:00Z', at('2021-04-02T20:00:00Z'))).toBe('released');
    expect(status('2021-03-12T06:19:59.999Z')).toBe('before');
    expect(status('2021-04-02T15:59:59.999Z')).toBe('open');
    expect(status('2021-04-02T16:00:00Z')).toBe('released');
    expect(status('2021-04-04T00:00:00Z', extended)).toBe('open');
    expect(status('2021-04-05T00:00:00Z', extended)).toBe('released');
    expect(status('2021-04-03T00:00:00Z', assignment.closesAt, null, true)).toBe('closed');
    expect(status('2021-04-03T00:00:00Z', assignment.closesAt, at('2021-04-02T20:00:00Z'), true)).toBe(
      'released',
    );
    expect(status('2021-04-02T15:00:00Z', assignment.closesAt, at('2021-04-01T00:00:00Z'), true)).toBe(
      'open',
    );
  });
});

describe('spreading the classes', () => {
  const students = (count: number, salt: string) =>
    Array.from({ length: count }, (_, index) => ({
      userId: `student ${index}`,
      key: createHash('sha256').update(`${salt} ${index}`).digest('hex'),
    }));
  const none = { local_minima_like: 0, saddle_point: 0, none_of_the_above: 0 };
  const counts = (spread: ReadonlyMap<string, string>): number[] =>
    Object.keys(none).map((each) => [...spread.values()].filter((one) => one === each).length);

  it.each([1, 2, 3, 100, 1_300])('gives %i students classes whose counts differ by one at most', (count) => {
    const found = counts(spreadClasses(students(count, 'a'), none));
    expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
    expect(found.reduce((sum, each) => sum + each, 0)).toBe(count);
  });

  it('makes up for what was given before', () => {
    const found = counts(spreadClasses(students(3, 'a'), { ...none, saddle_point: 2, none_of_the_above: 1 }));
    expect(found).toEqual([2, 0, 1]);
  });

  it('does not depend on the order in which students are named', () => {
    const all = students(50, 'b');
    expect([...spreadClasses(all, none)].sort()).toEqual([...spreadClasses([...all].reverse(), none)].sort());
  });

  it('A47: whom a student sits beside tells nothing: neighbours share a class as often as by chance', () => {
    const spread = spreadClasses(students(3_000, 'c'), none);
    const list = students(3_000, 'c').map(({ userId }) => spread.get(userId));
    const same = list.filter((each, index) => index > 0 && each === list[index - 1]).length;
    // 2,999 pairs at 1/3: standard deviation 26.
    expect(Math.abs(same - 2_999 / 3)).toBeLessThan(4 * 26);
  });
});
