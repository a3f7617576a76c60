import type { BoundMetric } from '@/lib/metrics/metric.types';
import { readCsv } from '@/lib/prediction/container';
import { parsePrediction } from '@/lib/prediction/parse-prediction.core';
import type { CompiledSolution, Prediction } from '@/lib/prediction/prediction.types';
import { solutionFor, type SolutionTask } from '@/lib/prediction/solution-cache';
import { ok, type Result } from '@/lib/platform/result';

export type ReadTask = SolutionTask & { readonly filePath: string; readonly fileBytesMax: number };

export interface ReadPrediction {
  readonly prediction: Prediction;
  readonly solution: CompiledSolution;
  readonly metric: BoundMetric;
}

/** From the path of an uploaded file to columns aligned with the solution. Runs where it is called: in a thread, as a rule. */
export async function readPrediction(task: ReadTask): Promise<Result<ReadPrediction>> {
  const ready = await solutionFor(task);
  if (!ready.ok) return ready;
  const { solution, metric } = ready.value;
  const bytes = await readCsv(task.filePath, task.fileBytesMax);
  if (!bytes.ok) return bytes;
  const prediction = parsePrediction(bytes.value, solution);
  return prediction.ok ? ok({ prediction: prediction.value, solution, metric }) : prediction;
}
