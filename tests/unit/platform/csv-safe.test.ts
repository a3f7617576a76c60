import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvSafe } from '@/lib/platform/csv-safe.core';

describe('A66: a cell that a spreadsheet could run', () => {
  it.each([
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '-',
    '+',
    '--1',
  ])('%j gets an apostrophe', (cell) => {
    expect(csvSafe(cell)).toBe(`'${cell}`);
  });

  it.each(['0.98884', '-0.5', '-3', '1e-7', '-1.5E+10', '', 'b09901001_yijun', "O'Brien", 'a=b', '神經網路'])(
    '%j stays as it is',
    (cell) => {
      expect(csvSafe(cell)).toBe(cell);
    },
  );

  it('a phone number or anything else with a plus is not taken for a number', () => {
    expect(csvSafe('+886912345678')).toBe("'+886912345678");
  });
});

describe('a line of CSV', () => {
  it('quotes what holds a comma, a quote, a line’s end or outer blanks', () => {
    expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', ' x'])).toBe(
      'a,"b,c","say ""hi""","two\nlines"," x"',
    );
  });

  it('reads back as the same cells, each made safe', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 6 }), (cells) => {
        expect(parse(`${csvLine(cells)}\r\n`, { relax_column_count: true })).toEqual([cells.map(csvSafe)]);
      }),
    );
  });
});
