import { describe, expect, test } from 'vitest';
import type { LabelColumn } from '@/lib/metrics/metric.types';
import {
  cellsOf,
  compile,
  messagesOf,
  parse,
  problemsOf,
  solutionOf,
} from '@/tests/unit/prediction/support/build';

describe('a solution', () => {
  test('says by Usage which rows are public, private or ignored, in any case', () => {
    const solution = solutionOf('Id,Class,usage\na,1,Public\nb,2,PRIVATE\nc,3,ignored\nd,4,public\n', {
      split: null,
    });
    expect([...solution.publicRows]).toEqual([0, 3]);
    expect([...solution.privateRows]).toEqual([1]);
  });

  test('has integer labels when all of them are whole numbers, else string labels', () => {
    expect(solutionOf('Id,Class\n0,7\n1,-1\n').format.cell).toBe('integer_label');
    expect(solutionOf('Id,Class\n0,7\n1,cat\n').format.cell).toBe('string_label');
    expect((solutionOf('Id,Class\n0,7\n1,07\n').truth[0] as LabelColumn).numeric).toBe(false);
  });

  test('gives its labels the first codes of a prediction, unknown ones the next', () => {
    const solution = solutionOf('Id,Class\n0,cat\n1,dog\n2,cat\n');
    const parsed = parse('Id,Class\n2,emu\n1,cat\n0,dog\n', solution);
    const column = parsed.ok ? (parsed.value.columns[0] as LabelColumn) : null;
    expect(column?.labels).toEqual(['cat', 'dog', 'emu']);
    expect([...(column?.codes ?? [])]).toEqual([1, 0, 2]);
  });

  test('is split by the rule where it has no Usage, the same each time', () => {
    const text = `Id,Class,Speaker\n${Array.from({ length: 100 }, (_, i) => `${i},${i % 4},s${i % 10}\n`).join('')}`;
    const split = { public: 0.3, seed: 'secret', by: 'grouped', column: 'Speaker' } as const;
    const solution = solutionOf(text, { split });
    expect(solution.publicRows).toHaveLength(30);
    expect(new Set([...solution.publicRows].map((row) => row % 10)).size).toBe(3);
    expect(solutionOf(text, { split }).publicRows).toEqual(solution.publicRows);
  });

  test('refuses labels that are not in the list, in itself and in predictions', () => {
    expect(messagesOf(compile('Id,Class\n0,cat\n1,eel\n', { labels: ['cat', 'dog'] }))).toMatch(
      /"eel" is not in the list/,
    );
    const solution = solutionOf('Id,Class\n0,cat\n1,cat\n', { labels: ['cat', 'dog'] });
    expect(cellsOf(parse('Id,Class\n0,dog\n1,cat\n', solution))).toEqual(['dog', 'cat']);
    expect(messagesOf(parse('Id,Class\n0,dig\n1,cat\n', solution))).toMatch(
      /row 2: Class "dig" is not one of the labels of this competition: cat, dog/,
    );
  });

  test('names every mistake with its line', () => {
    const text = 'Id,Class,Usage\n0,1,Public\n0,2,Private\n1,,Privat\n,3,Public\n';
    expect(problemsOf(compile(text, { split: null }))).toMatchObject([
      { line: 4, code: 'value_empty' },
      { line: 4, code: 'usage_unknown', value: 'Privat' },
      { line: 5, code: 'id_empty' },
    ]);
    expect(problemsOf(compile('Id,Class\n0,1\n1,1\n0,2\n'))).toMatchObject([
      { line: 4, code: 'ids_duplicate', value: '0' },
    ]);
  });

  test.each([
    ['Id,Class\n0,1\n', { split: null }, /no Usage column/],
    ['Id,Class\n', {}, /no rows/],
    ['Id,Label\n0,1\n', {}, /no column Class/],
    ['Id,Class\n0,1\n', { split: { public: 0.5, seed: 's', by: 'grouped', column: 'Who' } }, /column Who/],
  ] as const)('%j is refused', (text, options, message) => {
    expect(messagesOf(compile(text, options))).toMatch(message);
  });
});

describe('other kinds of cell', () => {
  test('several columns of numbers are aligned together', () => {
    const solution = solutionOf('Id,a,b\nx,1,2\ny,3,4\n', {
      targetColumns: ['a', 'b'],
      truthCells: ['real'],
      cells: ['real'],
    });
    const parsed = parse('b,Id,a\n0.5,y,-1\n2e-3,x,+7\n', solution);
    expect(parsed).toMatchObject({
      ok: true,
      value: { columns: [{ values: Float64Array.of(7, -1) }, { values: Float64Array.of(0.002, 0.5) }] },
    });
  });

  test.each(['', '1 3', '1 3 10 5 15 1'])('mask %j is taken', (mask) => {
    const solution = solutionOf('Id,Class\n0,1 2\n', { truthCells: ['mask'], cells: ['mask'] });
    expect(cellsOf(parse(`Id,Class\n0,${mask}\n`, solution))).toEqual([mask]);
  });

  test.each(['1', '0 3', '1 3 2 2', '5 1 1 1', '1  3', ' 1 3', '1 x', '1 0', '1 99999999999999999999'])(
    'mask %j is refused',
    (mask) => {
      const solution = solutionOf('Id,Class\n0,1 2\n', { truthCells: ['mask'], cells: ['mask'] });
      expect(messagesOf(parse(`Id,Class\n0,${mask}\n`, solution))).toMatch(/row 2: Class/);
    },
  );

  test('rankings are labels with single spaces between', () => {
    const solution = solutionOf('Id,Class\n0,a\n', { truthCells: ['ranking'], cells: ['ranking'] });
    expect(cellsOf(parse('Id,Class\n0,b a c\n', solution))).toEqual(['b a c']);
    expect(cellsOf(parse('Id,Class\n0,\n', solution))).toEqual(['']);
    expect(messagesOf(parse('Id,Class\n0,b  a\n', solution))).toMatch(/single spaces/);
  });
});
