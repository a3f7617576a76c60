import type { Db, Tx } from '@/lib/platform/database/client';
import { sumPoints } from '@/lib/quiz/grade.core';

/** What the quiz gave one student. Points are decimal strings such as `2` or `0.5`. */
export interface QuizStudentResult {
  readonly points: string;
  readonly possible: string;
  readonly questions: readonly {
    readonly id: string;
    readonly points: string;
    readonly possible: string;
    readonly answered: boolean;
  }[];
}

/**
 * The results as last graded, by user id; what the grade book reads. Empty before the first grading and where there is no
 * quiz. Run `gradeQuiz` in the same transaction to have them anew.
 */
export async function quizResults(
  tx: Db | Tx,
  assignmentId: string,
): Promise<ReadonlyMap<string, QuizStudentResult>> {
  const rows = await tx.quizResult.findMany({
    where: { assignmentId },
    orderBy: [{ userId: 'asc' }, { questionId: 'asc' }],
  });
  const byUser = new Map<string, typeof rows>();
  for (const row of rows) byUser.set(row.userId, [...(byUser.get(row.userId) ?? []), row]);
  return new Map(
    [...byUser].map(([userId, own]) => [
      userId,
      {
        points: sumPoints(own.map((row) => row.points.toString())),
        possible: sumPoints(own.map((row) => row.possible.toString())),
        questions: own.map((row) => ({
          id: row.questionId,
          points: row.points.toString(),
          possible: row.possible.toString(),
          answered: row.answerId !== null,
        })),
      },
    ]),
  );
}
