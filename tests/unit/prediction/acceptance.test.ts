import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  cellsOf,
  countedSolution,
  messagesOf,
  parse,
  problemsOf,
  solutionOf,
} from '@/tests/unit/prediction/support/build';

const four = solutionOf('Id,Class\n0,7\n1,3\n2,12\n3,0\n');
const PLAIN = 'Id,Class\n0,7\n1,3\n2,38\n3,0\n';
const CELLS = ['7', '3', '38', '0'];

function utf16(text: string, big: boolean, mark: boolean): Uint8Array {
  const codes = [...(mark ? '\uFEFF' : ''), ...text].map((char) => char.charCodeAt(0));
  return Uint8Array.from(codes.flatMap((code) => (big ? [code >> 8, code & 255] : [code & 255, code >> 8])));
}

describe('A49: what editors and systems add to a text file changes nothing', () => {
  test.each([
    ['a byte order mark', `\uFEFF${PLAIN}`],
    ['CR LF', PLAIN.replaceAll('\n', '\r\n')],
    ['CR alone', PLAIN.replaceAll('\n', '\r')],
    ['no final newline', PLAIN.trimEnd()],
    ['trailing blank lines', `${PLAIN}\n\r\n\n`],
    ['all of it', `\uFEFF${PLAIN.trimEnd().replaceAll('\n', '\r\n')}\r\n\r\n`],
  ])('%s', (_, text) => expect(cellsOf(parse(text, four))).toEqual(CELLS));
});

describe('A50: UTF-16 is refused, saying what it is and how to mend it', () => {
  test.each([
    ['little-endian with a mark', false, true],
    ['big-endian with a mark', true, true],
    ['little-endian without', false, false],
    ['big-endian without', true, false],
  ])('%s', (_, big, mark) => {
    expect(messagesOf(parse(utf16(PLAIN, big, mark), four))).toMatch(/UTF-16.*has to be UTF-8.*CSV UTF-8/);
  });
});

describe('A51: quoting by RFC 4180', () => {
  test('quoted cells are worth what is inside', () => {
    expect(cellsOf(parse('"Id","Class"\n"0","7"\n1,"3"\n"2",38\n3,0', four))).toEqual(CELLS);
  });

  test('commas, doubled quotes and line breaks inside quotes belong to the text', () => {
    const solution = solutionOf('Id,Class\n"a,1",x\n"b""2",y\nc,z\n', {
      truthCells: ['sequence'],
      cells: ['sequence'],
    });
    const text = 'Id,Class\nc,"two\nlines"\n"b""2","say ""hi"""\n"a,1","x, y"\n';
    expect(cellsOf(parse(text, solution))).toEqual(['x, y', 'say "hi"', 'two\nlines']);
  });

  test('lines are counted through quoted line breaks', () => {
    const solution = solutionOf('Id,Class\na,x\nb,y\n');
    const [problem] = problemsOf(parse('Id,Class\n"a\n\n",x\nb,\n', solution)).filter(
      (each) => each.code === 'value_empty',
    );
    expect(problem?.line).toBe(5);
  });

  test.each([
    ['a quote inside a plain cell', 'Id,Class\n0,7\n1,3"\n2,38\n3,0\n', /row 3: has a quote/],
    ['text after the closing quote', 'Id,Class\n0,"7"x\n1,3\n2,38\n3,0\n', /row 2: has text after the quote/],
    ['a quote never closed', 'Id,Class\n0,7\n1,"3\n2,38\n3,0\n', /row 3: opens a quote .* never closed/],
  ])('%s is refused', (_, text, message) => expect(messagesOf(parse(text, four))).toMatch(message));
});

describe('A52: spreadsheet damage is named', () => {
  test.each([
    ['1e5', /row 2: Class "1e5" is not an integer label; did a spreadsheet reformat the file\?/],
    ['2.0e1', /row 2: Class "2.0e1" is not an integer label; did a spreadsheet reformat the file\?/],
    ['1.23E+11', /spreadsheet/],
  ])('a label %s', (value, message) => {
    expect(messagesOf(parse(PLAIN.replace('0,7', `0,${value}`), four))).toMatch(message);
  });

  test.each(['1e5', '1.23E+11'])('an id %s', (id) => {
    expect(messagesOf(parse(PLAIN.replace('0,7', `${id},7`), four))).toMatch(/row 2: Id ".*spreadsheet/);
  });

  test('lost leading zeros of an id', () => {
    const padded = solutionOf('Id,Class\n0007,1\n0008,2\n');
    const message = messagesOf(parse('Id,Class\n7,1\n0008,2\n', padded));
    expect(message).toMatch(/row 2: Id "7" .*"0007".*spreadsheet.*leading zeros/);
  });

  test('an id that became a decimal number', () => {
    expect(messagesOf(parse(PLAIN.replace('0,7', '0.0,7'), four))).toMatch(
      /written as a decimal number, the id is "0"/,
    );
  });
});

describe('A53: values that are no label are refused with line and value', () => {
  test.each([
    'NaN',
    'nan',
    'Inf',
    '-inf',
    '',
    '0x1F',
    '"1,5"',
    '7.0',
    '07',
    '+7',
    '-0',
    ' 7',
    '7 ',
    'seven',
    '٧',
  ])('label %j', (value) => {
    const problem = problemsOf(parse(PLAIN.replace('2,38', `2,${value}`), four))[0];
    expect(problem).toMatchObject({ line: 4, field: 'Class', value: value.replaceAll('"', '') });
    expect(problem?.message).toMatch(/^row 4: Class "/);
  });

  test.each([
    'NaN',
    'Inf',
    '-Infinity',
    '',
    '0x1F',
    '"0,5"',
    '1e999',
    '1.2.3',
    'e5',
    '.',
    '-',
    '1e',
    '1_000',
  ])('real %j', (value) => {
    const real = solutionOf('Id,Class\n0,1.5\n1,2\n', { truthCells: ['real'], cells: ['real'] });
    expect(problemsOf(parse(`Id,Class\n0,${value}\n1,2\n`, real))[0]).toMatchObject({
      line: 2,
      field: 'Class',
    });
  });

  test('a decimal comma is named, quoted or not', () => {
    const real = solutionOf('Id,Class\n0,1.5\n1,2\n', { truthCells: ['real'], cells: ['real'] });
    expect(messagesOf(parse('Id,Class\n0,"0,5"\n1,2\n', real))).toMatch(/decimal point as "\."/);
    expect(messagesOf(parse('Id,Class\n0,0,5\n1,2\n', real))).toMatch(/decimal comma/);
  });

  test('probabilities have to be in [0, 1]', () => {
    const cells = ['probability'] as const;
    const solution = solutionOf('Id,Class\n0,1\n1,0\n', { truthCells: cells, cells });
    expect(cellsOf(parse('Id,Class\n1,0.25\n0,1e-05\n', solution))).toEqual([1e-5, 0.25]);
    expect(messagesOf(parse('Id,Class\n1,1.01\n0,0.5\n', solution))).toMatch(
      /row 2: Class "1.01" is outside 0 to 1/,
    );
  });

  test('semicolons between the columns are named', () => {
    expect(messagesOf(parse(PLAIN.replaceAll(',', ';'), four))).toMatch(/separated by ";".*commas/);
  });
});

describe('A54: duplicate, missing and extra ids are refused with counts and the first few', () => {
  test('each kind', () => {
    const text = 'Id,Class\n0,7\n0,7\n0,8\n9,1\n10,1\n3,0\n';
    const problems = problemsOf(parse(text, four));
    expect(problems).toMatchObject([
      {
        code: 'ids_duplicate',
        line: 3,
        message: '2 rows repeat an id that was there before: "0" (row 3), "0" (row 4)',
      },
      { code: 'ids_extra', line: 5, message: '2 ids are not in the test set: "9" (row 5), "10" (row 6)' },
      { code: 'ids_missing', message: '2 ids are missing: "1", "2"' },
    ]);
  });

  test('of many, all are counted and a few shown', () => {
    const solution = countedSolution(5000);
    const message = messagesOf(parse('Id,Class\n7,1\n', solution));
    expect(message).toBe('4999 ids are missing: "0", "1", "2", "3", "4", …');
  });

  test('at most ten problems, the last of which counts all', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `${i},x\n`).join('');
    const problems = problemsOf(parse(`Id,Class\n${rows}`, countedSolution(1001)));
    expect(problems).toHaveLength(10);
    expect(problems.at(-1)?.message).toMatch(
      /^In total: 1000 values are not an integer label.*; 1 id is missing\.$/,
    );
    expect(problems.some((each) => each.code === 'ids_missing')).toBe(true);
  });
});

test('A55: rows in any order give the same columns', () => {
  const solution = countedSolution(3000);
  const rows = Array.from({ length: 3000 }, (_, i) => `${i},${(i * 7) % 39}`);
  const sorted = cellsOf(parse(`Id,Class\n${rows.join('\n')}\n`, solution));
  expect(cellsOf(parse(`Id,Class\n${rows.toReversed().join('\n')}\n`, solution))).toEqual(sorted);
});

describe('A56: monstrous shapes are refused without holding on to them', () => {
  test('a line without end', () => {
    const line = new Uint8Array(100_000_000).fill(0x61);
    expect(messagesOf(parse(line, four))).toMatch(/first line is longer/);
  });

  test('a long line after a good header', () => {
    const line = new Uint8Array(10_000_000).fill(0x37);
    line.set(bytesOf('Id,Class\n0,'));
    expect(messagesOf(parse(line, four))).toMatch(/row 2: Class "7{40}…" is not an integer label/);
  });

  test('a million columns', () => {
    expect(messagesOf(parse(','.repeat(1_000_000), four))).toMatch(/first line is longer/);
    const message = messagesOf(parse(`Id,Class\n0${',1'.repeat(1_000_000)}\n`, four));
    expect(message).toMatch(/row 2: has 1000001 cells, the header has 2/);
  });
});

test('A58: __proto__ as a header is a name like any other', () => {
  expect(messagesOf(parse('Id,__proto__\n0,7\n', four))).toMatch(
    /no column Class; the file has "Id", "__proto__"/,
  );
  const solution = solutionOf('__proto__,constructor\n0,7\n1,3\n', {
    idColumn: '__proto__',
    targetColumns: ['constructor'],
  });
  expect(cellsOf(parse('__proto__,constructor\n1,3\n0,7\n', solution))).toEqual(['7', '3']);
  expect(({} as Record<string, unknown>)['7']).toBeUndefined();
});

describe('A59: columns', () => {
  test('may stand in another order', () => {
    expect(cellsOf(parse('Class,Id\n7,0\n3,1\n38,2\n0,3\n', four))).toEqual(CELLS);
  });

  test('that are not asked for are refused', () => {
    expect(messagesOf(parse('Id,Class,Confidence\n0,7,1\n', four))).toMatch(
      /column "Confidence" is not asked for; write only Id,Class/,
    );
  });

  test('without a name are taken while they are empty', () => {
    expect(cellsOf(parse('Id,Class,\n0,7,\n1,3,\n2,38,\n3,0,\n', four))).toEqual(CELLS);
    expect(messagesOf(parse(',Id,Class\n0,0,7\n1,1,3\n2,2,38\n3,3,0\n', four))).toMatch(
      /row 2: .*index=False/,
    );
  });

  test('have to be named exactly; a near miss is suggested', () => {
    expect(messagesOf(parse('id,class\n0,7\n', four))).toMatch(/Did you mean Id by "id"/);
    expect(messagesOf(parse('Id,Clas\n0,7\n', four))).toMatch(/Did you mean Class by "Clas"/);
  });

  test('need a header', () => {
    expect(messagesOf(parse('0,7\n1,3\n', four))).toMatch(/row 1: "0,7" looks like data/);
  });
});

describe('A60: bytes that are no text', () => {
  test.each([
    ['a NUL byte', [0x37, 0x00], /row 3: holds a NUL byte/],
    ['a lone continuation byte', [0x80], /row 3: .*not UTF-8 \(0x80\)/],
    ['an overlong form', [0xc0, 0xaf], /not UTF-8/],
    ['a surrogate', [0xed, 0xa0, 0x80], /not UTF-8/],
    ['Latin-1', [0xe9], /not UTF-8 \(0xE9\)/],
  ])('%s', (_, bad, message) => {
    const bytes = new Uint8Array([...bytesOf('Id,Class\n0,7\n1,'), ...bad, ...bytesOf('\n2,38\n3,0\n')]);
    expect(messagesOf(parse(bytes, four))).toMatch(message);
  });

  test('an empty file, a file of blank lines, other formats', () => {
    expect(messagesOf(parse('', four))).toMatch(/empty/);
    expect(parse('\n\n\n', four).ok).toBe(false);
    expect(messagesOf(parse('\uFEFF', four))).toMatch(/empty/);
    expect(messagesOf(parse('%PDF-1.7', four))).toMatch(/a PDF, not CSV/);
  });
});
