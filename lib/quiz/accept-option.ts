import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { answerText, checkAnswer } from '@/lib/quiz/answer.core';
import { gradeQuiz } from '@/lib/quiz/grade-quiz';
import { type QuizAccess, quizPart } from '@/lib/quiz/quiz-part';
import { parseAnswer } from '@/lib/quiz/quiz.schema';

export interface AcceptanceRequest {
  readonly questionId: string;
  /** null: for everyone. */
  readonly userId: string | null;
  readonly value: unknown;
  readonly reason: string;
}

/** Lets a further answer count as right, for one student or all, with a reason; graded anew where the quiz was graded. */
export async function acceptOption(
  viewer: Viewer,
  assignmentId: string,
  request: AcceptanceRequest,
): Promise<Result<null>> {
  if (request.reason.trim() === '')
    return refuse({ code: 'reason_missing', field: 'reason', message: 'Say why; the audit log keeps it.' });
  const value = parseAnswer(request.value);
  if (!value.ok) return value;
  return db().$transaction(
    async (tx) => {
      const entered = await enter(tx, viewer, byId(assignmentId), 'staff', quizPart);
      if (!entered.ok) return entered;
      const question = entered.value.settings.questions.find((each) => each.id === request.questionId);
      if (!question) return notFound('question');
      const answer = checkAnswer(question, value.value);
      if (!answer.ok) return answer;
      if (request.userId !== null && !(await isEnrolled(tx, entered.value, request.userId)))
        return notFound('person');
      await tx.quizAcceptance.create({
        data: {
          assignmentId,
          userId: request.userId,
          questionId: question.id,
          value: answer.value,
          reason: request.reason,
          createdById: viewer.userId,
        },
      });
      await note(tx, viewer, entered.value, 'quiz.option_accepted', question.id, {
        answer: answerText(question, answer.value),
        for: request.userId ?? 'everyone',
        reason: request.reason,
      });
      if (entered.value.row.gradedAt) await gradeQuiz(tx, assignmentId);
      return ok(null);
    },
    { timeout: 120_000 },
  );
}

/** Takes an acceptance back. */
export async function withdrawAcceptance(viewer: Viewer, acceptanceId: string): Promise<Result<null>> {
  return db().$transaction(
    async (tx) => {
      const found = await tx.quizAcceptance.findUnique({ where: { id: acceptanceId } });
      if (!found) return notFound('accepted answer');
      const entered = await enter(tx, viewer, byId(found.assignmentId), 'staff', quizPart);
      if (!entered.ok) return entered;
      if (found.withdrawnAt) return ok(null);
      await tx.quizAcceptance.update({ where: { id: found.id }, data: { withdrawnAt: entered.value.now } });
      await note(tx, viewer, entered.value, 'quiz.acceptance_withdrawn', found.questionId, {
        for: found.userId ?? 'everyone',
      });
      if (entered.value.row.gradedAt) await gradeQuiz(tx, found.assignmentId);
      return ok(null);
    },
    { timeout: 120_000 },
  );
}

async function isEnrolled(tx: Tx, access: QuizAccess, userId: string): Promise<boolean> {
  const { courseId } = access.entered.competition;
  return (await tx.enrolment.count({ where: { courseId, userId } })) > 0;
}

async function note(
  tx: Tx,
  viewer: Viewer,
  access: QuizAccess,
  action: string,
  questionId: string,
  detail: Record<string, string>,
): Promise<void> {
  const { competition } = access.entered;
  await audit(tx, {
    actorId: viewer.userId,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action,
    subject: `question ${questionId}`,
    detail,
  });
}
