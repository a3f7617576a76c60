import { describe, expect, it } from 'vitest';
import { fillCanvas, type GradedPerson } from '@/lib/gradebook/canvas.core';

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const person = (studentId: string | null, email: string | null, total: string): GradedPerson => ({
  studentId,
  email,
  total,
});
const CLASS = [
  person('b10901001', 'ann@example.edu', '9.45'),
  person('b10901002', 'bo@example.edu', '0.00'),
  person('b10901003', null, '7.50'),
];
const FILE = bytes(
  '\ufeffStudent,ID,SIS User ID,Section,HW2 (77),"Total, all"\r\n' +
    '    Points Possible,,,,10.5,\r\n' +
    '"王, ""小"" 明",1,B10901001,"1\n2",,=1\r\n' +
    'Plain ,2,b10901002,1,"3.0",  x\n' +
    'Unknown,3,r0,1,7,',
);

function filled(text: string, column = 'HW2', people = CLASS) {
  const done = fillCanvas(text, column, people);
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  return done.value;
}
const code = (text: string, column = 'HW2', people = CLASS): unknown => {
  const done = fillCanvas(text, column, people);
  return !done.ok && done.problems[0]?.code;
};

describe('filling a column of a grade book’s export', () => {
  it('finds people by SIS id and leaves every other byte as it was', () => {
    const done = filled(FILE);
    expect(done.text).toBe(FILE.replace('"1\n2",,', '"1\n2",9.45,').replace('"3.0"', '0.00'));
    expect(done.rows.map(({ row, outcome, by }) => [row, outcome, by])).toEqual([
      [3, 'filled', 'SIS User ID'],
      [4, 'filled', 'SIS User ID'],
      [5, 'unmatched', null],
    ]);
  });

  it.each([
    [';', '.', '9.45'],
    [';', ',', '9,45'],
    ['\t', '.', '9.45'],
    ['\t', ',', '9,45'],
    [',', '.', '9.45'],
    [',', ',', '"9,45"'],
  ])('divided by %j with decimal %j writes %s', (delimiter, decimal, total) => {
    const number = (value: string): string =>
      delimiter === ',' && decimal === ',' ? `"${value.replace('.', ',')}"` : value.replace('.', decimal);
    const line = (...cells: readonly string[]): string => `${cells.join(delimiter)}\r\n`;
    const before =
      line('Student', 'SIS Login ID', 'HW1', 'HW2 (5)', 'Score') +
      line('', '', '', 'Manual Posting', '') +
      line('    Points Possible', '', number('10.00'), number('10.00'), '(read only)');
    const file = before + line('Ann', 'b10901001', number('5.00'), '', number('50.5'));
    expect(filled(file).text).toBe(before + line('Ann', 'b10901001', number('5.00'), total, number('50.5')));
  });

  it.each([
    ['SIS Login ID', 'ann@example.edu'],
    ['SIS Login ID', 'B10901001@mail.example.edu'],
    ['Email address', 'Ann@Example.edu'],
    ['ID number', 'b10901001'],
    ['Student ID', 'b10901001'],
    ['Integration ID', 'b10901001'],
  ])('finds people by %s %s', (column, value) => {
    const done = filled(`Student,SIS User ID,${column},HW2\nAnn,1001,${value},\n`);
    expect(done.text).toContain(`${value},9.45`);
    expect(done.rows[0]).toMatchObject({ by: column, studentId: 'b10901001' });
  });

  it('leaves alone who is excused, whose IDs are two people’s, and who stands there twice', () => {
    const header = 'Student,SIS User ID,SIS Login ID,HW2\n';
    const file = `${header}Ann,b10901001,,EX\nBo,b10901002,,N/A\nC,b10901003,,-\nD,b10901001,bo@example.edu,1\nE,b10901003,,2\n`;
    const done = filled(file);
    expect(done.text).toBe(file.replace('b10901003,,-', 'b10901003,,7.50'));
    expect(done.rows.map(({ outcome }) => outcome)).toEqual([
      'excused',
      'excused',
      'filled',
      'contradiction',
      'repeated',
    ]);
  });

  it('reads a spreadsheet’s line sep=;', () => {
    const file = 'sep=;\r\nStudent;SIS User ID;HW2\r\nAnn;b10901001;\r\n';
    expect(filled(file).text).toBe(file.replace('001;', '001;9.45'));
  });

  it('refuses what would fill nothing, a read-only column, none or two of the column, no column of IDs', () => {
    expect(code(FILE, 'HW2 (77)', [])).toBe('nothing_filled');
    expect(code('Student,SIS User ID,HW2\n    Points Possible,,(read only)\nAnn,b10901001,\n')).toBe(
      'read_only',
    );
    expect(code(FILE, 'HW3')).toBe('column');
    expect(code('Student,SIS User ID,HW2 (1),HW2 (2)\n')).toBe('column');
    expect(code('Student,HW2\na,1\n')).toBe('no_sis_id');
  });
});
