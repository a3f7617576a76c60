import { loadCompetition } from '@/lib/assignment/competition';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { loadQuiz } from '@/lib/quiz/quiz-part';
import { gradeQuiz } from '@/lib/quiz/grade-quiz';

/** Grades every quiz that has closed (extensions too) since it was last graded. Returns how many. */
export async function gradeClosedQuizzes(): Promise<number> {
  const now = await databaseNow(db());
  let graded = 0;
  for (const { assignmentId } of await db().quiz.findMany({ select: { assignmentId: true } })) {
    const competition = await loadCompetition(db(), assignmentId);
    const quiz = competition && (await loadQuiz(db(), competition));
    if (!quiz) continue;
    const extended = await db().participantException.aggregate({
      where: { participant: { competitionId: assignmentId }, closesAt: { lte: now } },
      _max: { closesAt: true },
    });
    const lastClose = Math.max(quiz.times.closesAt.getTime(), extended._max.closesAt?.getTime() ?? 0);
    const isClosed = now.getTime() >= quiz.times.closesAt.getTime();
    if (!isClosed || (quiz.row.gradedAt && quiz.row.gradedAt.getTime() >= lastClose)) continue;
    await db().$transaction((tx) => gradeQuiz(tx, assignmentId), { timeout: 120_000 });
    graded += 1;
  }
  return graded;
}
