import type { JobHandler } from '@/lib/jobs/work-loop';
import { availableParallelism } from 'node:os';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { quizSchema } from '@/lib/quiz/quiz.schema';
import type { SeedCheckpoints } from '@/lib/quiz/seed-checkpoints.job';
import { seedCheckpoints } from '@/lib/quiz/seed-checkpoints';

const THREADS_MAX = 2;

/** Makes the checkpoints of the students who have none. Killed, the next try goes on where it was. */
export async function seedCheckpointsHandler(
  { assignmentId, userIds = null }: SeedCheckpoints,
  retry: { readonly isLast: boolean },
): Promise<void> {
  const quiz = await db().quiz.findUnique({ where: { assignmentId } });
  const hessian = quiz && quizSchema.parse(quiz.settings).questions.find((each) => each.kind === 'hessian');
  if (!hessian) return;
  try {
    const workers = Math.min(THREADS_MAX, availableParallelism());
    await seedCheckpoints(assignmentId, { workers, thresholds: hessian.thresholds, userIds });
    const seedFinishedAt = await databaseNow(db());
    await db().quiz.updateMany({ where: { assignmentId }, data: { seedFinishedAt, seedFailure: null } });
  } catch (error) {
    if (!retry.isLast) throw error;
    const seedFailure = error instanceof Error ? error.message : String(error);
    await db().quiz.updateMany({ where: { assignmentId }, data: { seedFailure } });
  }
}

async function abandonSeeding({ assignmentId }: SeedCheckpoints, seedFailure: string): Promise<void> {
  await db().quiz.updateMany({ where: { assignmentId, seedFinishedAt: null }, data: { seedFailure } });
}

export const seeding: JobHandler<SeedCheckpoints> = {
  run: seedCheckpointsHandler,
  abandon: abandonSeeding,
};
