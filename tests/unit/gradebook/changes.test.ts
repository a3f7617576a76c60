import { describe, expect, it } from 'vitest';
import { countByItem, gradeChanges } from '@/lib/gradebook/changes.core';
import type { StudentGrade } from '@/lib/gradebook/grade.types';

function grade(userId: string, points: Readonly<Record<string, string>>, multiplier = '1'): StudentGrade {
  const items = Object.entries(points).map(([id, each]) => ({
    id,
    points: each,
    possible: '4.00',
    why: { code: 'manual_missing' as const },
  }));
  const sum = items.reduce((all, item) => all + Number(item.points), 0);
  const total = (sum * Number(multiplier)).toFixed(2);
  return { userId, items, sum: sum.toFixed(2), multiplier, breaches: [], total };
}

describe('what a publication would change', () => {
  it('is nothing where every figure is as it was', () => {
    const same = [grade('a', { code: '4.00', quiz: '2.00' })];
    expect(gradeChanges(same, same)).toEqual([]);
  });

  it('names the items that differ, also where the total stays', () => {
    const before = [grade('a', { code: '4.00', quiz: '0.00' })];
    const after = [grade('a', { code: '2.00', quiz: '2.00' })];
    expect(gradeChanges(before, after)).toEqual([
      {
        userId: 'a',
        before: '4.00',
        after: '4.00',
        items: [
          { id: 'code', before: '4.00', after: '2.00' },
          { id: 'quiz', before: '0.00', after: '2.00' },
        ],
        multiplier: null,
      },
    ]);
  });

  it('names a breach that multiplies nothing', () => {
    const [change] = gradeChanges([grade('a', { code: '0.00' })], [grade('a', { code: '0.00' }, '0.9')]);
    expect(change).toMatchObject({ items: [], multiplier: { before: '1', after: '0.9' } });
  });

  it('has people who are new and people who left, and items that came and went', () => {
    const before = [grade('left', { code: '1.00' }), grade('stays', { old: '1.00' })];
    const after = [grade('new', { code: '1.00' }), grade('stays', { code: '1.00' })];
    const changes = gradeChanges(before, after);
    expect(changes.map(({ userId, before: was, after: is }) => [userId, was, is])).toEqual([
      ['left', '1.00', null],
      ['stays', '1.00', '1.00'],
      ['new', null, '1.00'],
    ]);
    expect(changes[1]?.items).toEqual([
      { id: 'old', before: '1.00', after: null },
      { id: 'code', before: null, after: '1.00' },
    ]);
  });

  it('is counted item by item, up and down, for those who were and are there', () => {
    const before = [grade('a', { code: '4.00' }), grade('b', { code: '1.00' }), grade('c', { code: '1.00' })];
    const after = [grade('a', { code: '2.00' }), grade('b', { code: '2.00' }), grade('d', { code: '4.00' })];
    expect([...countByItem(gradeChanges(before, after))]).toEqual([['code', { up: 1, down: 1 }]]);
  });
});
