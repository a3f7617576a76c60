import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareAnswers, holm, type Answers } from '@/lib/review/similarity/agreement.core';
import { log10Tail } from '@/lib/review/similarity/poisson-binomial.core';
import { numbers } from './support/written-program';

interface Case {
  readonly probabilities: number[];
  readonly count: number;
  /** null: it can't be. */
  readonly log10: number | null;
}
// Made by scripts/vectors/make_poisson_binomial_vectors.py with mpmath, compared there with scipy.
const cases = JSON.parse(
  readFileSync(new URL('vectors/poisson-binomial.json', import.meta.url), 'utf8'),
) as Case[];

describe('the tail of a Poisson-binomial distribution', () => {
  it.each(cases.map((each) => [each.probabilities.length, each.count, each] as const))(
    'of %i trials at %i is that of 60-digit arithmetic',
    (_size, _count, { probabilities, count, log10 }) => {
      const tail = log10Tail(probabilities, count);
      if (log10 === null) expect(tail).toBe(-Infinity);
      else expect(Math.abs(tail - log10)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(log10)));
    },
  );

  it('is that of the binomial where all chances are equal, far below the smallest double', () => {
    const tail = log10Tail(
      Array.from({ length: 2_000 }, () => 0.1),
      1_999,
    );
    // 2000 · 0.1^1999 · 0.9 + 0.1^2000
    expect(tail).toBeCloseTo(-1999 + Math.log10(2_000 * 0.9 + 0.1), 9);
  });
});

describe("Holm's correction", () => {
  it('multiplies each p-value by the tests left, never lowers a later one and stops at one', () => {
    const corrected = holm([0.01, 0.011, 0.2, 0.9].map(Math.log10), 4).map((each) => 10 ** each);
    expect(corrected.map((each) => Number(each.toFixed(6)))).toEqual([0.04, 0.04, 0.4, 0.9]);
    expect(holm([-1], 100)).toEqual([0]);
  });
});

const LABELS = 39;

interface Klass {
  readonly truth: Int32Array;
  readonly people: Answers[];
}

/**
 * People who answer each item independently given the item: right with their own accuracy, else by the item's own
 * distribution of wrong answers, which favours two or three of them as real confusions do.
 */
function independentClass(seed: number, size: number, items: number): Klass {
  const next = numbers(seed);
  const truth = Int32Array.from({ length: items }, () => Math.floor(next() * LABELS));
  const confusions = Array.from({ length: items }, (_, item) =>
    Array.from({ length: 3 }, (_, at) => ((truth[item] ?? 0) + 1 + Math.floor(next() * 12) + at) % LABELS),
  );
  const people = Array.from({ length: size }, (_, id): Answers => {
    const accuracy = 0.5 + 0.3 * next();
    const codes = truth.map((right, item) => {
      if (next() < accuracy) return right;
      const drawn = next();
      const favoured = drawn < 0.45 ? 0 : drawn < 0.7 ? 1 : drawn < 0.8 ? 2 : -1;
      const wrong = favoured < 0 ? Math.floor(next() * LABELS) : (confusions[item]?.[favoured] ?? 0);
      return wrong === right ? (right + 1) % LABELS : wrong;
    });
    return { id: id + 1, codes };
  });
  return { truth, people };
}

/** The answers of one person, each kept with the chance `share`, else another's. */
function copied(from: Int32Array, own: Int32Array, share: number, next: () => number): Int32Array {
  return own.map((code, item) => (next() < share ? (from[item] ?? code) : code));
}

describe('agreement in wrong answers', () => {
  it('finds a copy of half the answers, by counts worked out for every pair', () => {
    const { truth, people } = independentClass(3, 30, 2_000);
    people[1] = { id: 2, codes: copied(people[0]!.codes, people[1]!.codes, 0.5, numbers(9)) };
    const { pairs, summary } = compareAnswers(truth, people);
    expect(summary).toMatchObject({ compared: 30, pairs: 435, items: 2_000 });
    expect(pairs[0]).toMatchObject({ left: 1, right: 2, isStriking: true });
    expect(pairs[0]!.log10Holm).toBeLessThan(-20);
    expect(pairs[0]!.sameWrong).toBeGreaterThan(pairs[0]!.expected + 10 * pairs[0]!.deviation);
    expect(pairs.filter((each) => each.isStriking)).toHaveLength(1);
  });

  it('does not take accuracy for copying: the two best agree most and are not striking', () => {
    const { truth, people } = independentClass(4, 20, 2_000);
    const next = numbers(5);
    for (const at of [0, 1])
      people[at] = {
        id: at + 1,
        codes: people[at]!.codes.map((code, item) => (next() < 0.85 ? (truth[item] ?? code) : code)),
      };
    const { pairs } = compareAnswers(truth, people);
    expect(pairs.filter((each) => each.isStriking)).toEqual([]);
  });

  it('raises a false alarm in at most the promised share of classes of independent people', () => {
    const classes = 120;
    let alarms = 0;
    for (let seed = 0; seed < classes; seed += 1) {
      const { truth, people } = independentClass(1_000 + seed, 14, 400);
      const { pairs } = compareAnswers(truth, people);
      if (pairs.some((each) => each.log10Holm <= Math.log10(0.05))) alarms += 1;
    }
    // Familywise 5 % or less: with 120 classes, 13 or more would come with a chance below 1 %.
    expect(alarms).toBeLessThan(13);
  });

  it('gives p-values that are uniform or larger for a pair picked beforehand', () => {
    const tests = 300;
    let below = 0;
    for (let seed = 0; seed < tests; seed += 1) {
      const { truth, people } = independentClass(5_000 + seed, 8, 250);
      const pair = compareAnswers(truth, people).pairs.find((each) => each.left === 1 && each.right === 2);
      if (pair && pair.log10P <= -1) below += 1;
    }
    // Expected at most 30; 46 or more has a chance below 0.2 %.
    expect(below).toBeLessThan(46);
    expect(below).toBeGreaterThan(5);
  });

  it('is not alarmed by a class whose models all make the same kind of mistakes', () => {
    const { truth, people } = independentClass(77, 24, 2_000);
    // Everybody starts from one of so many kinds of model and keeps half of its mistakes: far from independent.
    for (const count of [1, 2, 3]) {
      const kinds = Array.from({ length: count }, (_, at) => independentClass(78 + at, 1, 2_000).people[0]!);
      const next = numbers(80);
      const alike = people.map((person, at) => ({
        id: person.id,
        codes: copied(kinds[at % count]!.codes, person.codes, 0.5, next),
      }));
      const { pairs } = compareAnswers(truth, alike);
      expect(count === 1 || pairs.some((each) => each.log10Holm < -2)).toBe(true);
      expect(pairs.filter((each) => each.isStriking)).toEqual([]);
      // A copy among them still stands out.
      alike[4] = { id: 5, codes: copied(alike[0]!.codes, alike[4]!.codes, 0.95, next) };
      const striking = compareAnswers(truth, alike).pairs.filter((each) => each.isStriking);
      expect(striking.map((each) => [each.left, each.right])).toEqual([[1, 5]]);
    }
  });

  it('says nothing where hardly anything is wrong, or nobody is there to compare', () => {
    const truth = Int32Array.from({ length: 100 }, (_, at) => at % 5);
    expect(
      compareAnswers(truth, [
        { id: 1, codes: truth },
        { id: 2, codes: truth },
      ]).pairs,
    ).toEqual([]);
    expect(compareAnswers(truth, []).pairs).toEqual([]);
  });
});
