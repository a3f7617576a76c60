import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bytesOf,
  cellsOf,
  compile,
  countedSolution,
  parse,
  solutionOf,
} from '@/tests/unit/prediction/support/build';

const ROWS = 600;
const FORMS: readonly ((row: number) => string)[] = [
  (row) => String(row),
  (row) => String(row * 3 - 700),
  (row) => `utt_${String(row).padStart(7, '0')}`,
  (row) => `${String(row).padStart(4, '0')}.png`,
  (row) => (Math.imul(row + 1, 0x9e3779b1) >>> 0).toString(36),
];
const solutions = FORMS.map((idOf) =>
  solutionOf(`Id,Class\n${Array.from({ length: ROWS }, (_, row) => `${idOf(row)},${row % 39}\n`).join('')}`),
);
const form = fc.integer({ min: 0, max: FORMS.length - 1 });
const labels = fc.array(fc.integer({ min: -3, max: 120 }), { minLength: ROWS, maxLength: ROWS });
const order = fc.shuffledSubarray(
  Array.from({ length: ROWS }, (_, row) => row),
  { minLength: ROWS },
);

function fileOf(
  index: number,
  values: readonly number[],
  rows: readonly number[],
  quote: (row: number) => boolean,
  end: string,
) {
  const idOf = FORMS[index]!;
  const line = (row: number) =>
    quote(row) ? `"${idOf(row)}","${values[row]}"` : `${idOf(row)},${values[row]}`;
  return ['Id,Class', ...rows.map(line)].join(end) + end;
}

test('order of rows, quotes and line ends never change the columns, whatever form the ids have (A49, A51, A55)', () => {
  const quoting = fc.constantFrom<(row: number) => boolean>(
    () => true,
    () => false,
    (row) => row % 7 === 0,
    (row) => row > 300,
  );
  fc.assert(
    fc.property(
      form,
      labels,
      order,
      quoting,
      fc.constantFrom('\n', '\r\n', '\r'),
      (index, values, rows, quote, end) => {
        const cells = cellsOf(parse(fileOf(index, values, rows, quote, end), solutions[index]!));
        expect(cells).toEqual(values.map(String));
      },
    ),
    { numRuns: 60 },
  );
});

test('a row that is left out or repeated is noticed in any order (A54)', () => {
  fc.assert(
    fc.property(form, labels, order, fc.nat(ROWS - 1), fc.boolean(), (index, values, rows, place, repeat) => {
      const changed = repeat ? [...rows, rows[place]!] : rows.filter((_, at) => at !== place);
      const result = parse(
        fileOf(index, values, changed, () => false, '\n'),
        solutions[index]!,
      );
      const codes = result.ok ? [] : result.problems.map((each) => each.code);
      expect(codes).toEqual([repeat ? 'ids_duplicate' : 'ids_missing']);
    }),
    { numRuns: 40 },
  );
});

test('any text in quoted cells is read as csv-parse reads it', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '😀', '"', ',', '\n', '\r\n', ' ', ';') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
      const quoted = texts.map((each, row) => `${row},"${each.replaceAll('"', '""')}"\n`);
      const file = `Id,Class\n${quoted.join('')}`;
      const cells = ['sequence'] as const;
      const solution = solutionOf(`Id,Class\n${texts.map((_, row) => `${row},x\n`).join('')}`, {
        truthCells: cells,
        cells,
      });
      const expected = (parseCsv(file, { from_line: 2, record_delimiter: '\n' }) as string[][]).map(
        (row) => row[1],
      );
      expect(cellsOf(parse(file, solution))).toEqual(expected);
    }),
  );
});

test('numbers are read exactly as the language reads them', () => {
  const written = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential()),
    fc.tuple(fc.integer(), fc.integer({ min: 0, max: 10 })).map(([value, digits]) => value.toFixed(digits)),
    fc.stringMatching(/^[+-]?\d{1,25}(\.\d{0,25})?(e[+-]?\d{1,2})?$/),
  );
  const cells = ['real'] as const;
  const solution = solutionOf('Id,Class\n0,1\n', { truthCells: cells, cells });
  fc.assert(
    fc.property(written, (text) => {
      expect(cellsOf(parse(`Id,Class\n0,${text}\n`, solution))).toEqual([Number(text)]);
    }),
    { numRuns: 2000 },
  );
});

test('bytes of any kind give columns or problems, never an exception (A60)', () => {
  const solution = countedSolution(20);
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .constantFrom('Id,Class\n', '0,1\n', '"', '""', ',', '\r\n', '\0', '1e5', 'NaN', ';', '\uFEFF')
      .map(bytesOf),
  );
  fc.assert(
    fc.property(fc.boolean(), fc.array(piece, { maxLength: 40 }), (header, pieces) => {
      const bytes = Uint8Array.from([
        ...(header ? bytesOf('Id,Class\n') : []),
        ...pieces.flatMap((each) => [...each]),
      ]);
      const result = parse(bytes, solution);
      if (!result.ok) expect(result.problems.length).toBeGreaterThan(0);
      if (!result.ok) expect(result.problems.length).toBeLessThanOrEqual(10);
      expect(compile(new TextDecoder().decode(bytes))).toHaveProperty('ok');
    }),
    { numRuns: 1500 },
  );
});
