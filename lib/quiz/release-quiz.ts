import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { lockQuiz } from '@/lib/platform/database/locks';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { gradeQuiz } from '@/lib/quiz/grade-quiz';
import { quizPart } from '@/lib/quiz/quiz-part';

const GRADING = { timeout: 120_000 };

/** Grades a closed quiz and releases the right answers to its students. Again, it changes nothing. */
export async function releaseQuiz(viewer: Viewer, assignmentId: string): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await lockQuiz(tx, assignmentId, 'change');
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff', quizPart);
    if (!entered.ok) return entered;
    const { times, now, row, entered: access } = entered.value;
    if (now < times.closesAt)
      return refuse({ code: 'still_open', message: 'The answers can be released once the quiz has closed.' });
    if (row.releasedAt && row.releasedAt >= times.closesAt) return ok(null);
    await gradeQuiz(tx, assignmentId);
    await tx.quiz.update({ where: { assignmentId }, data: { releasedAt: now } });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: access.competition.courseId,
      assignmentId,
      action: 'quiz.released',
      subject: `quiz ${access.competition.slug}`,
    });
    await announce(tx, { kind: 'competition', competitionId: assignmentId });
    return ok(null);
  }, GRADING);
}

/** Grades a closed quiz anew, from what is stored. */
export async function regradeQuiz(viewer: Viewer, assignmentId: string): Promise<Result<{ graded: number }>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff', quizPart);
    if (!entered.ok) return entered;
    const { times, now, entered: access } = entered.value;
    if (now < times.closesAt)
      return refuse({ code: 'still_open', message: 'The quiz can be graded once it has closed.' });
    const graded = (await gradeQuiz(tx, assignmentId))?.size ?? 0;
    await audit(tx, {
      actorId: viewer.userId,
      courseId: access.competition.courseId,
      assignmentId,
      action: 'quiz.graded',
      subject: `quiz ${access.competition.slug}`,
      detail: { graded },
    });
    return ok({ graded });
  }, GRADING);
}
