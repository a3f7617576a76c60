import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import { makeCheckpoint, type MadeCheckpoint } from '@/lib/quiz/make-checkpoint';
import type { Wish } from '@/lib/quiz/wish';

export interface SeedTask {
  readonly wishes: readonly Wish[];
  readonly thresholds: Thresholds;
}

export interface MadeFor {
  readonly userId: string;
  readonly checkpoint: MadeCheckpoint;
}

/** Entry of a thread: makes the wished checkpoints. */
export default function seed({ wishes, thresholds }: SeedTask): readonly MadeFor[] {
  return wishes.map(({ userId, wantedClass, seed }) => ({
    userId,
    checkpoint: makeCheckpoint(seed, wantedClass, thresholds),
  }));
}
