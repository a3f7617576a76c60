import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { notFound } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { lockAnswers, lockQuiz } from '@/lib/platform/database/locks';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { checkAnswer } from '@/lib/quiz/answer.core';
import { quizPart } from '@/lib/quiz/quiz-part';
import { parseAnswer } from '@/lib/quiz/quiz.schema';

/**
 * Saves an answer; the last one in time counts, earlier ones stay. A student's saves go one after the other, and the
 * instant that counts is the database's once it is this save's turn (A45). Gradings wait for saves under way. What is right is not looked at here, so neither
 * the outcome nor its time can tell (A44).
 */
export async function saveAnswer(
  viewer: Viewer,
  assignmentId: string,
  questionId: string,
  given: unknown,
): Promise<Result<{ savedAt: string }>> {
  const value = parseAnswer(given);
  if (!value.ok) return value;
  return db().$transaction(async (tx) => {
    await lockQuiz(tx, assignmentId, 'share');
    await lockAnswers(tx, assignmentId, viewer.userId);
    const entered = await enter(tx, viewer, byId(assignmentId), 'member', quizPart);
    if (!entered.ok) return entered;
    const { settings, times, closesAt, entered: access } = entered.value;
    const question = settings.questions.find((each) => each.id === questionId);
    if (!question) return notFound('question');
    const now = await databaseNow(tx);
    if (now < times.opensAt) return refuse({ code: 'not_open', message: 'The quiz is not open yet.' });
    if (now >= closesAt) {
      return refuse({
        code: 'deadline_over',
        message: 'The deadline is over; your last saved answer stands.',
      });
    }
    const answer = checkAnswer(question, value.value);
    if (!answer.ok) return answer;
    await tx.quizAnswer.create({
      data: { assignmentId, userId: viewer.userId, questionId, value: answer.value, at: now },
    });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: access.competition.courseId,
      assignmentId,
      action: 'quiz.answered',
      subject: `question ${questionId}`,
    });
    return ok({ savedAt: now.toISOString() });
  });
}
