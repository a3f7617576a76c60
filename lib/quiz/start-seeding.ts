import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { lockQuiz } from '@/lib/platform/database/locks';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { findStudents } from '@/lib/quiz/find-students';
import { quizPart } from '@/lib/quiz/quiz-part';
import { seedCheckpointsJob } from '@/lib/quiz/seed-checkpoints.job';

/**
 * Asks the worker to make the checkpoints of all students who have none, or of the people with these student IDs only. While
 * a seeding of all waits, it asks for no second.
 */
export async function startSeeding(
  viewer: Viewer,
  assignmentId: string,
  studentIds: readonly string[] | null = null,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await lockQuiz(tx, assignmentId, 'change');
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff', quizPart);
    if (!entered.ok) return entered;
    const { hessian, entered: access } = entered.value;
    if (!hessian)
      return refuse({ code: 'no_checkpoints', message: 'This quiz has no question that needs checkpoints.' });
    const { courseId, slug } = access.competition;
    const students = studentIds && (await findStudents(tx, courseId, studentIds));
    if (students && !students.ok) return students;
    const userIds = students ? [...students.value.values()] : null;
    const now = await databaseNow(tx);
    await tx.quiz.update({
      where: { assignmentId },
      data: { seedStartedAt: now, seedFinishedAt: null, seedFailure: null },
    });
    const singleton = userIds ? {} : { singletonKey: assignmentId };
    await enqueue(tx, seedCheckpointsJob, { assignmentId, userIds }, singleton);
    await audit(tx, {
      actorId: viewer.userId,
      courseId,
      assignmentId,
      action: 'checkpoints.seeding_started',
      subject: `quiz ${slug}`,
      ...(studentIds ? { detail: { students: studentIds.length } } : {}),
    });
    return ok(null);
  });
}
