import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '@/lib/competition/random.core';
import { randomSplit } from '@/lib/competition/splits.core';

const publicCount = (usage: Uint8Array) => usage.filter((each) => each === 1).length;
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const codes = fc.array(fc.nat(6), { minLength: 1, maxLength: 300 }).map((each) => Int32Array.from(each));

describe('a split', () => {
  test('is the same for the same seed, today and on any machine', () => {
    const rule = { public: 0.5, seed: 'secret', by: 'random' } as const;
    expect(randomSplit(rule, 12, null)).toEqual(randomSplit(rule, 12, null));
    expect([...randomSplit(rule, 12, null)].join('')).toMatchInlineSnapshot(`"111221112222"`);
    expect(randomSplit(rule, 1000, null)).not.toEqual(randomSplit({ ...rule, seed: 'Secret' }, 1000, null));
  });

  test('has exactly the share of public rows, every row being public or private', () => {
    fc.assert(
      fc.property(share, fc.string(), fc.integer({ min: 1, max: 500 }), (fraction, seed, rows) => {
        const usage = randomSplit({ public: fraction, seed, by: 'random' }, rows, null);
        expect(publicCount(usage)).toBe(Math.round(fraction * rows));
        expect(usage.every((each) => each === 1 || each === 2)).toBe(true);
      }),
    );
  });

  test('gives each row the same chance', () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 4000; seed++) {
      randomSplit({ public: 0.3, seed: `${seed}`, by: 'random' }, 10, null).forEach((each, row) => {
        if (each === 1) counts[row]!++;
      });
    }
    // 1,200 expected, standard deviation 29: five of them on either side.
    for (const count of counts) expect(Math.abs(count - 1200)).toBeLessThan(145);
  });

  test('stratified, keeps the share in every class to within a row, and over all exactly', () => {
    fc.assert(
      fc.property(share, fc.string(), codes, (fraction, seed, classes) => {
        const usage = randomSplit({ public: fraction, seed, by: 'stratified' }, classes.length, classes);
        expect(publicCount(usage)).toBe(Math.round(fraction * classes.length));
        for (let code = 0; code <= 6; code++) {
          const members = usage.filter((_, row) => classes[row] === code);
          expect(Math.abs(publicCount(members) - fraction * members.length)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('grouped, keeps groups whole, leaves no side empty and comes near the share', () => {
    fc.assert(
      fc.property(share, fc.string(), codes, (fraction, seed, groups) => {
        const usage = randomSplit({ public: fraction, seed, by: 'grouped' }, groups.length, groups);
        const sides = new Map<number, Set<number>>();
        groups.forEach((group, row) => sides.set(group, (sides.get(group) ?? new Set()).add(usage[row]!)));
        expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
        if (sides.size > 1) expect(publicCount(usage) % groups.length).not.toBe(0);
        const largest = Math.max(
          ...[...sides.keys()].map((group) => groups.filter((each) => each === group).length),
        );
        expect(Math.abs(publicCount(usage) - fraction * groups.length)).toBeLessThanOrEqual(largest + 1);
      }),
    );
  });
});

test('random numbers below a bound are spread evenly', () => {
  const random = randomFrom('dice');
  const counts = new Array<number>(6).fill(0);
  for (let i = 0; i < 60_000; i++) counts[random.below(6)]!++;
  // 10,000 expected, standard deviation 91.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(460);
});
