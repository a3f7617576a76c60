import type { Db, Tx } from '@/lib/platform/database/client';
import { sumPoints, type QuestionGrade } from '@/lib/quiz/grade.core';

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
 * The results as last graded, by user id; for showing how the quiz stands. Empty before the first grading and where there is
 * no quiz. What grades are made of is computed anew (`computeQuiz`, `gradeQuiz`): these may be older than the last answer.
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
      resultOf(
        own.map((row) => ({
          questionId: row.questionId,
          points: row.points.toString(),
          possible: row.possible.toString(),
          answered: row.answerId !== null,
        })),
      ),
    ]),
  );
}

/** What these questions give together, ordered by their ids. */
export function resultOf(grades: readonly Omit<QuestionGrade, 'right'>[]): QuizStudentResult {
  const ordered = [...grades].sort((a, b) => (a.questionId < b.questionId ? -1 : 1));
  return {
    points: sumPoints(ordered.map((each) => each.points)),
    possible: sumPoints(ordered.map((each) => each.possible)),
    questions: ordered.map(({ questionId: id, points, possible, answered }) => ({
      id,
      points,
      possible,
      answered,
    })),
  };
}
