import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breachOf, LOCK_ORDER } from '@/lib/platform/database/locks';

const assignment = { kind: 'assignment', key: 'a', strength: 'change' } as const;
const shared = { kind: 'assignment', key: 'a', strength: 'share' } as const;
const participant = (key: string) => ({ kind: 'participant', key, strength: 'change' }) as const;

describe('the order of locks', () => {
  it('lets the written order pass, and what is held already', () => {
    expect(breachOf([], participant('p'))).toBeNull();
    expect(breachOf([shared], participant('p'))).toBeNull();
    expect(breachOf([participant('p')], participant('q'))).toBeNull();
    expect(breachOf([assignment, participant('p')], shared)).toBeNull();
    expect(breachOf([shared, participant('p')], shared)).toBeNull();
  });

  it('names a lock that comes too late', () => {
    expect(breachOf([participant('p')], shared)).toBe('assignment a after participant p');
    expect(breachOf([participant('q')], participant('p'))).toBe('participant p after participant q');
  });

  it('names a lock that was shared and is now to be changed: two who do so wait for each other', () => {
    expect(breachOf([shared], assignment)).toMatch(/shared first/);
  });

  it('is the one of docs/locks.md', () => {
    const written = [...readFileSync('docs/locks.md', 'utf8').matchAll(/^\| \d+ +\| `(\w+)`/gm)];
    expect(written.map((row) => row[1])).toEqual([...LOCK_ORDER]);
  });
});
