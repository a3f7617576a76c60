import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface SeedCheckpoints {
  readonly assignmentId: string;
  /** These people only; null or left out: every student of the course. */
  readonly userIds?: readonly string[] | null;
}

/** Makes the checkpoints of the students who have none. Resumes where it was. */
export const seedCheckpointsJob: JobDefinition<SeedCheckpoints> = {
  name: 'seed-checkpoints',
  triesMax: 5,
  expireSeconds: 300,
};
