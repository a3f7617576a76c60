import { describe, expect, it } from 'vitest';
import { compareCells, rowMatches, tableCsv } from '@/app/_ui/data-table.core';

describe('the order of cells', () => {
  it('numbers by size, texts with the numbers inside of them by size too', () => {
    expect([10, 9, -1].sort(compareCells)).toEqual([-1, 9, 10]);
    expect(['run 10', 'run 9', 'Run 1'].sort(compareCells)).toEqual(['Run 1', 'run 9', 'run 10']);
  });
});

describe('a search', () => {
  const cells = ['b09901031_神經網路', 'Wang, Hsiao-Ming', 0.98884, null];

  it.each(['', '  ', '神經', 'hsiao WANG', '0.988', 'b0990 wang'])('%j finds the row', (search) => {
    expect(rowMatches(cells, search)).toBe(true);
  });

  it.each(['lin', 'wang lin', 'null'])('%j does not', (search) => {
    expect(rowMatches(cells, search)).toBe(false);
  });

  it('does not find words that only two neighbouring cells make together', () => {
    expect(rowMatches(['ab', 'cd'], 'bc')).toBe(false);
  });
});

describe('A66: the table as CSV', () => {
  it('begins with a byte order mark and holds no formula, in titles neither', () => {
    const csv = tableCsv(
      ['Name', '=Score'],
      [
        ['=HYPERLINK("http://x")', -0.5],
        ['王小明', null],
      ],
    );
    expect(csv).toBe('\uFEFFName,\'=Score\r\n"\'=HYPERLINK(""http://x"")",-0.5\r\n王小明,\r\n');
  });
});
