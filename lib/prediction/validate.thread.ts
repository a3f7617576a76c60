import type { PredictionTask } from '@/lib/prediction/prediction.types';
import { readPrediction } from '@/lib/prediction/read-prediction';
import type { ValidPrediction } from '@/lib/prediction/validate-file';
import { ok, type Result } from '@/lib/platform/result';

/** Entry of a thread: reads a prediction file to see whether it can be scored. */
export default async function validate(task: PredictionTask): Promise<Result<ValidPrediction>> {
  const read = await readPrediction(task);
  return read.ok ? ok({ rows: read.value.prediction.rows }) : read;
}
