import { readTask, type PredictionTask } from '@/lib/prediction/validate-file';
import { scorePrediction } from '@/lib/scoring/score-columns.core';
import { ok, type Result } from '@/lib/platform/result';

export interface FileScore {
  readonly public: number | null;
  readonly private: number | null;
  readonly rows: number;
}

export async function scorePredictionFile(task: PredictionTask): Promise<Result<FileScore>> {
  const read = await readTask(task);
  if (!read.ok) return read;
  const { solution, prediction, metric } = read.value;
  return ok({ ...scorePrediction(solution, prediction.columns, metric), rows: prediction.rows });
}
