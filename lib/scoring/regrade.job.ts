import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface Regrade {
  readonly runId: string;
}

/** Scores everything stored under another solution version, beside the scores that count now. Resumes where it was. */
export const regradeJob: JobDefinition<Regrade> = { name: 'regrade', triesMax: 3, expireSeconds: 120 };
