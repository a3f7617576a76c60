import { describe, expect, it } from 'vitest';
import { mayShow } from '@/lib/gallery/eligible.core';
import type { StudentGrade } from '@/lib/gradebook/grade.types';

const SETTINGS = { full_marks_in: ['code', 'board'], template: null };

function grade(
  points: Readonly<Record<string, string>>,
  breaches: StudentGrade['breaches'] = [],
): StudentGrade {
  const why = { code: 'manual_missing' as const };
  const items = Object.entries(points).map(([id, each]) => ({ id, points: each, possible: '4.00', why }));
  return { userId: 'a', items, sum: '0', multiplier: '1', breaches, total: '0' };
}

describe('who may show their work', () => {
  it('has full marks in every named item, whatever the others are', () => {
    expect(mayShow(SETTINGS, grade({ code: '4.00', board: '4', quiz: '0' }))).toBe(true);
    expect(mayShow(SETTINGS, grade({ code: '3.99', board: '4.00' }))).toBe(false);
  });

  it('does not when an item is not in the grade at all', () => {
    expect(mayShow(SETTINGS, grade({ code: '4.00' }))).toBe(false);
  });

  it('does not while a breach stands', () => {
    const breach = { id: '1', kind: 'shared code', factor: '0.9' };
    expect(mayShow(SETTINGS, grade({ code: '4', board: '4' }, [breach]))).toBe(false);
  });
});
