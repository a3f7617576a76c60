import { stat } from 'node:fs/promises';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import type { BoundMetric } from '@/lib/metrics/metric.types';
import { readCsv } from '@/lib/prediction/container';
import type { CompiledSolution, PredictionTask, SolutionOptions } from '@/lib/prediction/prediction.types';
import { compileSolution } from '@/lib/prediction/solution-table.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** Compiled solutions kept by one thread; one of half a million rows takes about 12 MB. */
const KEPT_MAX = 3;
const SOLUTION_BYTES_MAX = 512 * 1024 * 1024;

/** The way a solution is read is part of what it is known by. A Map keeps the order of use: the first is the oldest. */
const kept = new Map<string, CompiledSolution>();

export type SolutionTask = Omit<PredictionTask, 'filePath' | 'fileBytesMax' | 'split'> & {
  readonly split: SolutionOptions['split'];
};

export interface ReadySolution {
  readonly solution: CompiledSolution;
  readonly metric: BoundMetric;
}

/**
 * The solution of a task, compiled for its metric; compiled again only when the file or the way it is read has changed.
 * Refuses a metric that isn't known or doesn't take the columns, and a solution with problems, which name its file.
 */
export async function solutionFor(task: SolutionTask): Promise<Result<ReadySolution>> {
  const metric = parseMetricSpec(task.metric);
  if (!metric.ok) return metric;
  const options = solutionOptions(task, metric.value);
  if (!options.ok) return options;
  const { mtimeMs, size } = await stat(task.solutionPath);
  const key = JSON.stringify([task.solutionPath, mtimeMs, size, options.value]);
  const known = kept.get(key);
  if (known) {
    kept.delete(key);
    kept.set(key, known);
    return ok({ solution: known, metric: metric.value });
  }
  const solution = await compile(task.solutionPath, options.value);
  if (!solution.ok) return solution;
  kept.set(key, solution.value);
  for (const oldest of kept.keys()) if (kept.size > KEPT_MAX) kept.delete(oldest);
  return ok({ solution: solution.value, metric: metric.value });
}

async function compile(solutionPath: string, options: SolutionOptions): Promise<Result<CompiledSolution>> {
  const bytes = await readCsv(solutionPath, SOLUTION_BYTES_MAX);
  const solution = bytes.ok ? compileSolution(bytes.value, options) : bytes;
  if (solution.ok) return solution;
  return refuse(...solution.problems.map((problem) => ({ file: 'solution', ...problem })));
}

/** How a metric wants a solution to be read. Refuses a number of target columns that the metric doesn't take. */
export function solutionOptions(
  task: Pick<SolutionTask, 'idColumn' | 'targetColumns' | 'labels' | 'split'>,
  { metric }: BoundMetric,
): Result<SolutionOptions> {
  const count = task.targetColumns.length;
  const fits = metric.columns === 'one' ? count === 1 : count >= (metric.columns === 'two_or_more' ? 2 : 1);
  if (!fits)
    return refuse({
      code: 'target_columns',
      message: `${metric.name} takes ${metric.columns.replaceAll('_', ' ')} target column${metric.columns === 'one' ? '' : 's'}, not ${count}.`,
      field: 'target',
    });
  const { idColumn, targetColumns, labels, split } = task;
  return ok({ idColumn, targetColumns, labels, split, truthCells: metric.truthCells, cells: metric.cells });
}
