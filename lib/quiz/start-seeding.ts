import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { enterQuizAsStaff } from '@/lib/quiz/enter-quiz';
import { seedCheckpointsJob } from '@/lib/quiz/seed-checkpoints.job';

/** Asks the worker to make the checkpoints of all students who have none. While one seeding runs, it asks for no second. */
export async function startSeeding(viewer: Viewer, assignmentId: string): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM quiz WHERE assignment_id = ${assignmentId}::uuid FOR UPDATE`;
    const entered = await enterQuizAsStaff(tx, viewer, assignmentId);
    if (!entered.ok) return entered;
    const { hessian, entered: access } = entered.value;
    if (!hessian)
      return refuse({ code: 'no_checkpoints', message: 'This quiz has no question that needs checkpoints.' });
    const now = await databaseNow(tx);
    await tx.quiz.update({
      where: { assignmentId },
      data: { seedStartedAt: now, seedFinishedAt: null, seedFailure: null },
    });
    await enqueue(tx, seedCheckpointsJob, { assignmentId }, { singletonKey: assignmentId });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: access.competition.courseId,
      assignmentId,
      action: 'checkpoints.seeding_started',
      subject: `quiz ${access.competition.slug}`,
    });
    return ok(null);
  });
}
