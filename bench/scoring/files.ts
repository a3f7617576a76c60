import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomFrom, shuffle } from '@/lib/competition/random.core';

/** The size of the first assignment: frames of the test set, and phoneme classes. */
export const ROWS = 451_552;
const CLASSES = 39;
const RIGHT_PERCENT = 72;

export interface BenchCase {
  readonly name: string;
  readonly solutionPath: string;
  readonly filePath: string;
}

interface IdForm {
  readonly name: string;
  readonly idOf: (row: number) => string;
}

const FORMS: readonly IdForm[] = [
  { name: 'integer ids', idOf: (row) => String(row) },
  { name: 'string ids', idOf: (row) => `utt_${String(row).padStart(7, '0')}` },
  // No order and no number in them: what only a hash table finds.
  {
    name: 'hex ids',
    idOf: (row) => (Math.imul(row, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0') + row.toString(36),
  },
];

/** Writes a solution and two predictions (sorted, shuffled) for every form of id; the same files every time. */
export function writeFiles(folder: string): BenchCase[] {
  const random = randomFrom('bench:scoring');
  const truth = Array.from({ length: ROWS }, () => random.below(CLASSES));
  const guesses = truth.map((label) => (random.below(100) < RIGHT_PERCENT ? label : random.below(CLASSES)));
  const sorted = Int32Array.from({ length: ROWS }, (_, row) => row);
  const shuffled = sorted.slice();
  shuffle(shuffled, random);
  return FORMS.flatMap(({ name, idOf }) => {
    const slug = name.replace(' ', '-');
    const solutionPath = path.join(folder, `${slug}-solution.csv`);
    const usageOf = (row: number) => (row % 2 === 0 ? 'Public' : 'Private');
    writeLines(solutionPath, 'Id,Class,Usage', sorted, (row) => `${idOf(row)},${truth[row]},${usageOf(row)}`);
    return Object.entries({ sorted, shuffled }).map(([order, rows]) => {
      const filePath = path.join(folder, `${slug}-${order}.csv`);
      writeLines(filePath, 'Id,Class', rows, (row) => `${idOf(row)},${guesses[row]}`);
      return { name: `${name}, ${order}`, solutionPath, filePath };
    });
  });
}

function writeLines(file: string, header: string, rows: Int32Array, line: (row: number) => string): void {
  const lines = [header];
  for (const row of rows) lines.push(line(row));
  writeFileSync(file, `${lines.join('\n')}\n`);
}
