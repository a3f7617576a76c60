import { expect, it } from 'vitest';
import { columns, sparkline } from '@/lib/bin/remote/sparkline.core';

it('a sparkline runs from its least to its most, and of many values keeps both ends', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([5, 5])).toBe('▄▄');
  expect(sparkline([])).toBe('');
  const many = sparkline(Array.from({ length: 100 }, (_, index) => index));
  expect([many.length, many[0], many.at(-1)]).toEqual([12, '▁', '█']);
});

it('columns line up, numbers to the right', () => {
  expect(
    columns(
      [
        ['1', 'a'],
        ['10', 'bb'],
      ],
      [0],
    ),
  ).toBe(' 1  a\n10  bb');
});
