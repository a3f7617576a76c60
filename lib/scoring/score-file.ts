import type { PredictionTask } from '@/lib/prediction/prediction.types';
import { sharedPool } from '@/lib/platform/threads/pool';
import type { SplitScores } from '@/lib/scoring/score-columns.core';
import type { Result } from '@/lib/platform/result';

export interface FileScore extends SplitScores {
  /** Rows of the solution, all of which the prediction has. */
  readonly rows: number;
}

/**
 * Scores a prediction file on both splits, in a thread. Refuses what `validatePredictionFile` refuses; throws
 * `ThreadFailure` where the thread took too long, too much memory, or crashed: that fails this file alone (A75).
 */
export async function scorePredictionFile(task: PredictionTask): Promise<Result<FileScore>> {
  return sharedPool().run<Result<FileScore>>('lib/scoring/score.thread.ts', task);
}
