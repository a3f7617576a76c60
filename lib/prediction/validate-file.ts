import type { PredictionTask } from '@/lib/prediction/prediction.types';
import { sharedPool } from '@/lib/platform/threads/pool';
import type { Result } from '@/lib/platform/result';

export type { PredictionTask } from '@/lib/prediction/prediction.types';

export interface ValidPrediction {
  readonly rows: number;
}

/**
 * Whether a prediction file can be scored: its shape, ids and values, against the competition's solution. Runs in a thread,
 * off the event loop (A61). Up to ten problems, by line. Throws `ThreadFailure` where the thread was lost.
 */
export async function validatePredictionFile(task: PredictionTask): Promise<Result<ValidPrediction>> {
  return sharedPool().run<Result<ValidPrediction>>('lib/prediction/validate.thread.ts', task);
}
