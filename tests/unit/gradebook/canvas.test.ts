import { expect, it } from 'vitest';
import { fillCanvas } from '@/lib/gradebook/canvas.core';

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const FILE = bytes(
  '\ufeffStudent,ID,SIS User ID,Section,HW2 (77),"Total, all"\r\n' +
    '    Points Possible,,,,10.5,\r\n' +
    '"王, ""小"" 明",1,B10901001,"1\n2",,=1\r\n' +
    'Plain ,2,b10901002,1,"3.0",  x\n' +
    'Unknown,3,r0,1,7,',
);

it('fills the column by SIS id and leaves every other byte of a Canvas export as it was', () => {
  const totals = new Map([
    ['b10901001', '9.45'],
    ['b10901002', '0.00'],
  ]);
  const done = fillCanvas(FILE, 'HW2', totals);
  const expected = FILE.replace('"1\n2",,', '"1\n2",9.45,').replace('"3.0"', '0.00');
  expect(done).toEqual({ ok: true, value: { text: expected, filled: 2, unknown: ['r0'] } });
});

it('gives the very same file back when nobody in it has a grade', () => {
  const done = fillCanvas(FILE, 'HW2 (77)', new Map());
  expect(done.ok && done.value.text).toBe(FILE);
});

it('refuses a file without the column, or without SIS ids', () => {
  expect(fillCanvas(FILE, 'HW3', new Map()).ok).toBe(false);
  expect(fillCanvas('Student,HW2\na,1\n', 'HW2', new Map()).ok).toBe(false);
});
