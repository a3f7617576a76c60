import type PgBoss from 'pg-boss';
import { importBundleJob } from '@/lib/bundle/import-bundle.job';
import { gradesPublishedJob } from '@/lib/gradebook/grades-published.job';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import { seedCheckpointsJob } from '@/lib/quiz/seed-checkpoints.job';
import { regradeJob } from '@/lib/scoring/regrade.job';
import { similarityJob } from '@/lib/review/similarity/similarity.job';
import { scoreSubmissionJob } from '@/lib/submission/score-submission.job';

export const JOBS = [
  scoreSubmissionJob,
  scoreBaselinesJob,
  regradeJob,
  seedCheckpointsJob,
  similarityJob,
  importBundleJob,
  gradesPublishedJob,
] as const;

/** Lays out a queue for every kind of job; harmless when they are there. */
export async function createQueues(boss: PgBoss): Promise<void> {
  for (const job of JOBS) await boss.createQueue(job.name);
}
