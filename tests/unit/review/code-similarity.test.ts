import { describe, expect, it } from 'vitest';
import { codeTokens } from '@/lib/review/similarity/code-tokens.core';
import { compareCode } from '@/lib/review/similarity/compare-code.core';
import type { CodePiece, CodeSource } from '@/lib/review/similarity/similarity.types';
import { writtenProgram } from './support/written-program';

const python = (text: string, file = 0, cell: number | null = null): CodePiece => ({
  file,
  cell,
  language: 'python',
  text,
});
const source = (id: number, ...texts: string[]): CodeSource => ({
  id,
  pieces: texts.map((text, file) => python(text, file)),
});
const similarityOf = (sources: CodeSource[], reference: CodeSource[] = []): Map<string, number> =>
  new Map(
    compareCode(sources, reference).pairs.map((each) => [`${each.left}-${each.right}`, each.similarity]),
  );

/** Other names, other texts and numbers, comments and blank lines: what hides a copy from the eye. */
function disguised(text: string): string {
  return text
    .replace(/\b(total|value|items|result|index|left|right)\b/g, 'my_$1')
    .replace(/\d+/g, '42')
    .replace(/^(\s*)(for|while|if)\b/gm, '$1# thought of this myself\n\n$1$2');
}

describe('tokens of code', () => {
  it('do not depend on names, numbers, texts, comments and layout', () => {
    const one = codeTokens([python('def f(a):\n    return a + 1  # add\n')]);
    const other = codeTokens([python('\n\ndef total(value):\n\n    return value + 2\n')]);
    expect(one.tokens).toEqual(other.tokens);
    expect(one.tokens).toContain('FunctionDefinition');
    expect(one.fromRows[0]).toBe(0);
    expect(other.fromRows[0]).toBe(2);
  });

  it('count rows through all files and cells, and pass over shell lines of a notebook', () => {
    const list = codeTokens([python('!pip install x\na = 1', 0, 0), python('b = 2\n', 0, 1)]);
    expect(list.tokens.filter((token) => token === 'VariableName')).toHaveLength(2);
    expect(list.toRows.at(-1)).toBe(2);
    expect(list.tokens).not.toContain('⚠');
  });

  it('are bounded and quick for the longest and the oddest files', () => {
    const long = codeTokens([python('x = [1, 2, 3]\n'.repeat(60_000))]);
    expect(long.isCut).toBe(true);
    expect(long.tokens.length).toBeLessThanOrEqual(150_000);
    expect(codeTokens([python('('.repeat(50_000))]).tokens.length).toBeGreaterThan(0);
    expect(codeTokens([{ ...python('int f(int a) { return "x"; }'), language: 'other' }]).tokens).toEqual([
      'Name',
      'Name',
      '(',
      'Name',
      'Name',
      ')',
      '{',
      'Name',
      'String',
      ';',
      '}',
    ]);
  });
});

describe('comparing code', () => {
  const others = Array.from({ length: 6 }, (_, at) => source(10 + at, writtenProgram(100 + at, 60)));

  it('puts a disguised copy first, with the rows that are alike, and programs of their own far below', () => {
    const text = writtenProgram(1, 60);
    const compared = compareCode([source(1, text), source(2, disguised(text)), ...others], []);
    const [first, second] = compared.pairs;
    expect([first?.left, first?.right]).toEqual([1, 2]);
    expect(first?.similarity).toBeGreaterThan(0.95);
    expect(second?.similarity ?? 0).toBeLessThan(0.5);
    expect(first?.longestRows).toBeGreaterThan(40);
    expect(compared.summary).toMatchObject({ compared: 8, pairs: 28, tooShort: 0 });
    expect(compared.summary.median).toBeLessThan(0.3);
  });

  it('finds a part that was taken over among code of its own, at its rows', () => {
    const taken = writtenProgram(5, 20);
    const own = writtenProgram(6, 30);
    const pairs = compareCode(
      [source(1, taken), source(2, `${own}\n${disguised(taken)}`), ...others],
      [],
    ).pairs;
    const pair = pairs.find((each) => each.left === 1 && each.right === 2);
    const longest = pair?.fragments.reduce((a, b) => (b.leftTo - b.leftFrom > a.leftTo - a.leftFrom ? b : a));
    expect(longest?.rightFrom).toBeGreaterThanOrEqual(own.split('\n').length - 2);
    expect(longest?.leftFrom).toBeLessThan(3);
  });

  it("leaves the assignment's own code out, and what most have", () => {
    const given = writtenProgram(7, 40);
    const handins = Array.from({ length: 5 }, (_, at) =>
      source(at + 1, `${given}\n${writtenProgram(200 + at, 25)}`),
    );
    const bare = similarityOf(handins.slice(0, 2));
    expect(bare.get('1-2')).toBeGreaterThan(0.5);
    const without = similarityOf(handins.slice(0, 2), [source(-1, given)]);
    expect(without.get('1-2') ?? 0).toBeLessThan(0.3);
    for (const similarity of similarityOf(handins).values()) expect(similarity).toBeLessThan(0.3);
  });

  it('says nothing of a few lines, and nothing of a class of one', () => {
    const short = compareCode([source(1, 'print(1)\n'), source(2, 'print(1)\n')], []);
    expect(short).toMatchObject({ pairs: [], summary: { compared: 0, tooShort: 2, median: null } });
    expect(compareCode([source(1, writtenProgram(1, 60))], []).pairs).toEqual([]);
  });

  it('is the same whatever the order, and for a file of endless repetition too', () => {
    const text = writtenProgram(1, 60);
    const repeated = source(3, 'x = compute(a, b, c) + 1\n'.repeat(5_000));
    const sources = [source(1, text), source(2, text), repeated, source(4, repeated.pieces[0]!.text)];
    const forth = similarityOf(sources);
    expect(forth.get('1-2')).toBe(1);
    expect(forth.get('3-4')).toBe(1);
    expect(similarityOf([...sources].reverse()).get('2-1')).toBe(1);
  });
});
