import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface CompareHandins {
  readonly runId: string;
}

/** Makes one comparison of code or predictions and stores its pairs. Done twice, it ends in the same state. */
export const similarityJob: JobDefinition<CompareHandins> = {
  name: 'similarity',
  triesMax: 2,
  expireSeconds: 1_800,
};
