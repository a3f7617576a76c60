import { readFile } from 'node:fs/promises';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import { parsePrediction } from '@/lib/prediction/parse-prediction.core';
import type { PredictionTask } from '@/lib/prediction/prediction.types';
import { compileSolution } from '@/lib/prediction/solution-table.core';
import { ok, type Result } from '@/lib/platform/result';

export type { PredictionTask } from '@/lib/prediction/prediction.types';

export async function readTask(task: PredictionTask) {
  const metric = parseMetricSpec(task.metric);
  if (!metric.ok) return metric;
  const solution = compileSolution(await readFile(task.solutionPath), {
    idColumn: task.idColumn,
    targetColumns: task.targetColumns,
    truthCells: metric.value.metric.truthCells,
    cells: metric.value.metric.cells,
    labels: task.labels,
    split: task.split,
  });
  if (!solution.ok) return solution;
  const parsed = parsePrediction(await readFile(task.filePath), solution.value);
  return parsed.ok ? ok({ solution: solution.value, prediction: parsed.value, metric: metric.value }) : parsed;
}

export async function validatePredictionFile(task: PredictionTask): Promise<Result<{ rows: number }>> {
  const read = await readTask(task);
  return read.ok ? ok({ rows: read.value.prediction.rows }) : read;
}

export async function closePredictionThreads(): Promise<void> {}
