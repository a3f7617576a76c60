import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { evaluate } from '@/lib/quiz/hessian/evaluate.core';
import { personalNotebook } from '@/lib/quiz/hessian/files/notebook';
import { generateCheckpoint } from '@/lib/quiz/hessian/generate.core';
import { seededRandom } from '@/lib/quiz/hessian/random';

const PYTHON = '/usr/bin/python3';
const hasTorch = spawnSync(PYTHON, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0;

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
}

describe('the personal notebook', () => {
  const network = generateCheckpoint(seededRandom('notebook'), 'saddle_point');
  const notebook = personalNotebook(network, 'b09901001');
  const { cells } = JSON.parse(notebook) as { cells: Cell[] };

  it('names the student and holds no outputs', () => {
    expect(cells[0]?.source[0]).toBe('# Hessian quiz: b09901001\n');
    expect(notebook).not.toMatch(/saddle_point|local_minima|none_of/);
    expect(notebook.match(/"outputs":\[\]/g)?.length).toBe(
      cells.filter((c) => c.cell_type === 'code').length,
    );
  });

  it.skipIf(!hasTorch)('run cell by cell prints what the server computes', { timeout: 60_000 }, () => {
    const program = cells
      .filter((cell) => cell.cell_type === 'code')
      .map((cell) => cell.source.join(''))
      .join('\n');
    const output = execFileSync(PYTHON, ['-c', program], { encoding: 'utf8' });
    const found = /gradient norm: (\S+), minimum ratio: (\S+)/.exec(output);
    const wanted = evaluate(network, { gradientNorm: 1e-3, minimumRatio: 0.5 });
    expect(Math.abs(Number(found?.[1]) - wanted.gradientNorm)).toBeLessThan(1e-12);
    expect(Number(found?.[2])).toBe(wanted.minimumRatio);
    expect(Number(/loss: (\S+)/.exec(output)?.[1])).toBeCloseTo(wanted.loss, 12);
  });
});
