import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EditDistance } from '@/lib/metrics/edit-distance.core';
import { codePoints } from '@/lib/metrics/sequence.core';
import { scoreTexts } from './support/columns';

/** The full table, row by row (Wagner & Fischer 1974). */
function byTable(a: Int32Array, b: Int32Array): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, above[j]! + 1, row[j - 1]! + 1));
    }
    above = row;
  }
  return above[b.length]!;
}

const symbols = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 200 })
  .map((list) => Int32Array.from(list));

test('the bit-parallel distance equals the full table, across word boundaries and with one reused object', () => {
  const edits = new EditDistance();
  fc.assert(
    fc.property(symbols, symbols, (a, b) => {
      expect(edits.distance(a, b)).toBe(byTable(a, b));
    }),
    {
      numRuns: 500,
      examples: [31, 32, 33, 64, 65].map((n) => [new Int32Array(n), new Int32Array(n).fill(1)]),
    },
  );
});

test('known distances hold', () => {
  const edits = new EditDistance();
  expect(edits.distance(codePoints('kitten'), codePoints('sitting'))).toBe(3);
  expect(edits.distance(codePoints(''), codePoints('abc'))).toBe(3);
});

test('sequences are compared by code point, exactly as written', () => {
  expect(scoreTexts('levenshtein', ['🙂'], ['🙃'])).toBe(1);
  expect(scoreTexts('levenshtein', ['\u00e9'], ['e\u0301'])).toBe(2);
  expect(scoreTexts('levenshtein:unit=word', ['one two  three'], ['one three'])).toBe(1);
  expect(scoreTexts('accuracy', ['a b', 'c'], ['a b', 'C'])).toBe(0.5);
});

test('the normalised distance of two empty sequences is 0', () => {
  expect(scoreTexts('normalized_levenshtein', ['', 'ab'], ['', 'xyzw'])).toBe(0.5);
});

test('word error rate weighs rows by their length and is undefined without words', () => {
  expect(scoreTexts('wer', ['a b c d', 'e'], ['a b c d', 'x'])).toBe(0.2);
  expect(scoreTexts('wer', ['', ''], ['a', ''])).toBeNaN();
});
