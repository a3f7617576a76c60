import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CASES, FAULTS_FILE, readFaults, testsOfCases, titlesIn, withTests } from '@/scripts/faults-list';

const listed = readFaults(readFileSync(FAULTS_FILE, 'utf8'));
const found = testsOfCases('.');

describe('the list of faults and the tests', () => {
  it('every case stands in the list, once, in order, in words', () => {
    const all = Array.from({ length: CASES }, (_, index) => index + 1);
    expect(listed.map((each) => each.number)).toEqual(all);
    expect(listed.filter((each) => each.sentence.length < 20)).toEqual([]);
  });

  it('every file that the list names has a test with that number in its title', () => {
    const wrong = listed.flatMap((each) =>
      each.files
        .filter((file) => !existsSync(file) || !found.get(each.number)?.has(file))
        .map((file) => `A${each.number}: ${file}`),
    );
    expect(wrong).toEqual([]);
  });

  it('every case that a test names is listed as held, and every other has its reason', () => {
    const wrong = listed.filter((each) => (each.files.length === 0) === (each.reason === null));
    expect(wrong.map((each) => `A${each.number}`)).toEqual([]);
    const unlisted = listed.filter((each) => each.files.length === 0 && found.has(each.number));
    expect(unlisted.map((each) => `A${each.number}`)).toEqual([]);
  });

  it('titles are found however a test is written, and in titles alone', () => {
    const source = `
      it('A1: one', () => {});
      test.each([['A2']])(\`A3 \${1} %s\`, () => {});
      describe.skipIf(true)("A4", () => {});
      // it('A5')
      expect('A6').toBe(call('A7'));`;
    expect(titlesIn(source)).toEqual(['A1: one', 'A3 ${1} %s', 'A4']);
  });

  it('a line takes over the files whose titles have its number', () => {
    const line = '| A3 | something that happens | not held: yet |';
    expect(withTests(line, new Map([[3, new Set(['tests/unit/x.test.ts'])]]))).toBe(
      '| A3 | something that happens | `unit/x.test.ts` |',
    );
    expect(withTests(line, new Map())).toBe(line);
  });
});
