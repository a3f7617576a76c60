import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface SeedCheckpoints {
  readonly assignmentId: string;
}

/** Makes the checkpoints of all students who have none. Resumes where it was. */
export const seedCheckpointsJob: JobDefinition<SeedCheckpoints> = {
  name: 'seed-checkpoints',
  triesMax: 5,
  expireSeconds: 300,
};
