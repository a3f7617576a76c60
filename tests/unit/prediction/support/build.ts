import type { CellKind } from '@/lib/metrics/metric.types';
import type { CompiledSolution, Prediction, SolutionOptions } from '@/lib/prediction/prediction.types';
import { parsePrediction } from '@/lib/prediction/parse-prediction.core';
import { compileSolution } from '@/lib/prediction/solution-table.core';
import type { Problem, Result } from '@/lib/platform/result';

const LABELS: readonly CellKind[] = ['integer_label', 'string_label'];

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function compile(text: string, options: Partial<SolutionOptions> = {}): Result<CompiledSolution> {
  return compileSolution(bytesOf(text), {
    idColumn: 'Id',
    targetColumns: ['Class'],
    truthCells: LABELS,
    cells: LABELS,
    labels: null,
    split: 'all_public',
    ...options,
  });
}

export function solutionOf(text: string, options: Partial<SolutionOptions> = {}): CompiledSolution {
  const compiled = compile(text, options);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.value;
}

/** A solution of as many rows, ids 0, 1, … and classes 0 … 38. */
export function countedSolution(rows: number): CompiledSolution {
  return solutionOf(`Id,Class\n${Array.from({ length: rows }, (_, i) => `${i},${i % 39}\n`).join('')}`);
}

export function parse(text: string | Uint8Array, solution: CompiledSolution): Result<Prediction> {
  return parsePrediction(typeof text === 'string' ? bytesOf(text) : text, solution);
}

/** The labels of the first column in the order of the solution, or the reals, or the texts. */
export function cellsOf(result: Result<Prediction>): (string | number)[] {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const [column] = result.value.columns;
  if (!column) return [];
  if (column.kind !== 'label') return [...column.values];
  return Array.from(column.codes, (code) => column.labels[code] as string);
}

export function problemsOf(result: Result<unknown>): readonly Problem[] {
  if (result.ok) throw new Error('expected a refusal');
  return result.problems;
}

export function messagesOf(result: Result<unknown>): string {
  return problemsOf(result)
    .map((each) => each.message)
    .join('\n');
}
