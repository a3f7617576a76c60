import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import { measure, type Measured } from '@/lib/quiz/measure';
import type { StoredCheckpoint } from '@/lib/quiz/stored-network';

export interface MeasureTask {
  readonly checkpoints: readonly StoredCheckpoint[];
  readonly thresholds: Thresholds;
}

/** Entry of a thread: measures checkpoints, of which an imported one would hold up everything else for seconds. */
export default function measureInThread({ checkpoints, thresholds }: MeasureTask): readonly Measured[] {
  return checkpoints.map((checkpoint) => measure(checkpoint, thresholds));
}
