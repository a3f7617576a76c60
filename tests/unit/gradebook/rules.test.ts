import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GradeContext, GradeInputs, GradingSettings } from '@/lib/gradebook/grade.types';
import { gradeStudent, possibleTotal } from '@/lib/gradebook/rules.core';

const beats = (id: string, board: 'public' | 'private', baseline: string) => ({
  id,
  title: id,
  points: 1,
  rule: { kind: 'beats_baseline' as const, board, baseline, ties: true },
});
const SETTINGS: GradingSettings = {
  breach_factor: 0.9,
  items: [
    {
      id: 'bonus',
      title: 'Bonus',
      points: 0.5,
      rule: {
        kind: 'bonus',
        full_marks_in: ['code', 'public-simple', 'public-strong', 'private-simple', 'private-strong'],
        needs_report: true,
        words_below: 100,
      },
    },
    { id: 'code', title: 'Code', points: 4, rule: { kind: 'review', item: null } },
    beats('public-simple', 'public', 'simple'),
    beats('public-strong', 'public', 'strong'),
    beats('private-simple', 'private', 'simple'),
    beats('private-strong', 'private', 'strong'),
    { id: 'quiz', title: 'Hessian', points: 2, rule: { kind: 'quiz', question: null } },
  ],
};
const CONTEXT: GradeContext = {
  direction: 'higher_is_better',
  baselines: [
    { name: 'simple', public: 0.68334, private: 0.68 },
    { name: 'strong', public: 0.76023, private: 0.76 },
  ],
};
const FULL: GradeInputs = {
  userId: 'full',
  scores: { public: 0.7612, private: 0.7601 },
  quiz: { points: '2', possible: '2', questions: [] },
  review: {
    points: {},
    total: '4',
    kept: '1',
    complete: true,
    hasReport: true,
    reportWords: 99,
    reportCharacters: 480,
  },
  overrides: [],
  breaches: [],
};
const BREACH = { id: 'b', kind: 'shared code', factor: '0.9' };
const grade = (inputs: Partial<GradeInputs>, context = CONTEXT) =>
  gradeStudent(SETTINGS, context, { ...FULL, ...inputs });

describe('the rules of the grade, against a table worked by hand', () => {
  it.each([
    ['full marks with bonus', {}, '10.50'],
    // Without 2-1's full marks the bonus goes too: 4 + 1 + 1 + 1 + 0 + 2.
    ['strong public but weak private', { scores: { public: 0.7612, private: 0.7 } }, '9.00'],
    ['wrong quiz answer', { quiz: { points: '0', possible: '2', questions: [] } }, '8.50'],
    // 10.5 × 0.9
    ['a breach', { breaches: [BREACH] }, '9.45'],
    // 10.5 × 0.81 = 8.505, halves up.
    ['two breaches', { breaches: [BREACH, BREACH] }, '8.51'],
    ['nothing handed in', { scores: { public: null, private: null }, quiz: null, review: null }, '0.00'],
  ] satisfies [string, Partial<GradeInputs>, string][])('%s', (_name, inputs, total) => {
    expect(grade(inputs).total).toBe(total);
  });

  it('says why: score, baseline, threshold', () => {
    expect(grade({}).items.find((each) => each.id === 'public-strong')?.why).toEqual({
      code: 'beats',
      score: '0.7612',
      baseline: 'strong',
      threshold: '0.76023',
      ties: true,
    });
  });

  it('takes a tie with the baseline as the assignment says', () => {
    const item = { ...beats('x', 'public', 'strong') };
    const tied = { ...FULL, scores: { public: 0.76023, private: null } };
    const points = (ties: boolean) =>
      gradeStudent({ breach_factor: 0.9, items: [{ ...item, rule: { ...item.rule, ties } }] }, CONTEXT, tied)
        .total;
    expect([points(true), points(false)]).toEqual(['1.00', '0.00']);
  });

  it('turns the comparison round where lower is better', () => {
    const lower = grade({}, { ...CONTEXT, direction: 'lower_is_better' });
    expect(lower.items.find((each) => each.id === 'public-strong')?.points).toBe('0.00');
  });

  it('refuses the bonus at 100 words and without a report', () => {
    const bonus = (review: Partial<NonNullable<GradeInputs['review']>>) =>
      grade({ review: { ...FULL.review!, ...review } }).items[0]?.why.code;
    expect([bonus({}), bonus({ reportWords: 100 }), bonus({ hasReport: false })]).toEqual([
      'bonus',
      'too_long',
      'no_report',
    ]);
  });

  it('lets an override stand for the rule, and the bonus follow it', () => {
    const lowered = grade({ overrides: [{ item: 'code', points: '3.5', reason: 'late' }] });
    expect(lowered.total).toBe('9.50');
    expect(lowered.items[1]?.why).toEqual({ code: 'override', reason: 'late' });
  });
});

const inputs = fc.record({
  userId: fc.uuid(),
  scores: fc.record({
    public: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    private: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  quiz: fc.option(
    fc.record({
      points: fc.constantFrom('0', '0.5', '2'),
      possible: fc.constant('2'),
      questions: fc.constant([]),
    }),
  ),
  review: fc.option(
    fc.record({
      points: fc.constant({}),
      total: fc.constantFrom('0', '3.33', '4', '9'),
      kept: fc.constantFrom('0', '0.5', '1'),
      complete: fc.boolean(),
      hasReport: fc.boolean(),
      reportWords: fc.option(fc.nat(200)),
      reportCharacters: fc.option(fc.nat(900)),
    }),
  ),
  overrides: fc.constant([]),
  breaches: fc.array(fc.constant(BREACH), { maxLength: 3 }),
});

describe('the rules of the grade, for any student', () => {
  it('never give less than nothing or more than is possible, item by item and in total', () => {
    fc.assert(
      fc.property(inputs, (each) => {
        const graded = gradeStudent(SETTINGS, CONTEXT, each);
        for (const item of graded.items) {
          expect(Number(item.points)).toBeGreaterThanOrEqual(0);
          expect(Number(item.points)).toBeLessThanOrEqual(Number(item.possible));
        }
        expect(Number(graded.total)).toBeLessThanOrEqual(Number(possibleTotal(SETTINGS)));
      }),
    );
  });

  it('do not depend on the order in which items are written, and repeat to the cent', () => {
    fc.assert(
      fc.property(inputs, fc.shuffledSubarray([...SETTINGS.items], { minLength: 7 }), (each, items) => {
        const graded = gradeStudent(SETTINGS, CONTEXT, each);
        expect(gradeStudent({ ...SETTINGS, items }, CONTEXT, each).total).toBe(graded.total);
        expect(gradeStudent(SETTINGS, CONTEXT, each)).toEqual(graded);
      }),
    );
  });
});
