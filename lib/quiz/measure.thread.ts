import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import { measure, type Measured } from '@/lib/quiz/measure';
import type { StoredCheckpoint } from '@/lib/quiz/stored-network';

export interface MeasureTask {
  readonly checkpoint: StoredCheckpoint;
  readonly thresholds: Thresholds;
}

/** Entry of a thread: measures an imported checkpoint, which would hold up everything else for seconds. */
export default function measureInThread({ checkpoint, thresholds }: MeasureTask): Measured {
  return measure(checkpoint, thresholds);
}
