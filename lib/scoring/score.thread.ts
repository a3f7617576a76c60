import { readPrediction, type ReadTask } from '@/lib/prediction/read-prediction';
import { scorePrediction } from '@/lib/scoring/score-columns.core';
import type { FileScore } from '@/lib/scoring/score-file';
import { ok, type Result } from '@/lib/platform/result';

/** Entry of a thread: reads a prediction file and scores it on both splits. */
export default async function score(task: ReadTask): Promise<Result<FileScore>> {
  const read = await readPrediction(task);
  if (!read.ok) return read;
  const { solution, prediction, metric } = read.value;
  return ok({ ...scorePrediction(solution, prediction.columns, metric), rows: prediction.rows });
}
