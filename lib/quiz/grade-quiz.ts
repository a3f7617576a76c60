import { Prisma } from '@/lib/platform/prisma-client/client';
import { databaseNow } from '@/lib/platform/clock';
import { loadCompetition } from '@/lib/competition/competition';
import type { Db, Tx } from '@/lib/platform/database/client';
import { gradeStudent, type GradingFacts, type QuestionGrade } from '@/lib/quiz/grade.core';
import { loadQuiz, type LoadedQuiz } from '@/lib/quiz/enter-quiz';
import { measure } from '@/lib/quiz/measure';
import { storedAnswer } from '@/lib/quiz/quiz.schema';
import type { AnswerValue } from '@/lib/quiz/quiz.types';
import { storedCheckpoint } from '@/lib/quiz/stored-network';

/** A student's facts with the ids of the answers they come from. */
export interface StudentFacts extends GradingFacts {
  readonly answerIds: ReadonlyMap<string, bigint>;
}

/**
 * Grades every student of the course, and whoever answered: each class computed anew from the stored checkpoint, the last
 * answer before the student's own deadline. Writes the results in place of the earlier ones; the same data gives the same
 * results. Returns how many people were graded; 0 where there is no quiz.
 */
export async function gradeQuiz(tx: Tx, assignmentId: string): Promise<number> {
  await tx.$executeRaw`SELECT 1 FROM quiz WHERE assignment_id = ${assignmentId}::uuid FOR UPDATE`;
  const competition = await loadCompetition(tx, assignmentId);
  const quiz = competition && (await loadQuiz(tx, competition));
  if (!quiz) return 0;
  const userIds = await everyoneGraded(tx, assignmentId, competition.courseId);
  const facts = await factsOf(tx, quiz, userIds);
  const gradedAt = await databaseNow(tx);
  await tx.quizResult.deleteMany({ where: { assignmentId } });
  await tx.quizResult.createMany({
    data: userIds.flatMap((userId) => {
      const own = facts(userId);
      return gradeStudent(quiz.settings.questions, own).map((grade) => ({
        assignmentId,
        userId,
        gradedAt,
        ...resultRow(grade, own),
      }));
    }),
  });
  await tx.quiz.update({ where: { assignmentId }, data: { gradedAt } });
  return userIds.length;
}

function resultRow(
  grade: QuestionGrade,
  own: StudentFacts,
): { questionId: string; points: string; possible: string; answerId: bigint | null } {
  const { questionId, points, possible } = grade;
  return { questionId, points, possible, answerId: own.answerIds.get(questionId) ?? null };
}

async function everyoneGraded(tx: Tx, assignmentId: string, courseId: string): Promise<string[]> {
  const people = await tx.user.findMany({
    where: {
      OR: [
        { enrolments: { some: { courseId, removedAt: null, role: { in: ['student', 'auditor'] } } } },
        { quizAnswers: { some: { assignmentId } } },
      ],
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return people.map((each) => each.id);
}

/** Reads what grading stands on, for these people; the answer is a lookup by user. */
export async function factsOf(
  tx: Db | Tx,
  quiz: LoadedQuiz,
  userIds: readonly string[],
): Promise<(userId: string) => StudentFacts> {
  const { assignmentId } = quiz.row;
  const answers = await lastInTime(tx, quiz, userIds);
  const acceptances = await tx.quizAcceptance.findMany({ where: { assignmentId, withdrawnAt: null } });
  const checkpoints = quiz.hessian
    ? await tx.quizCheckpoint.findMany({
        where: { assignmentId, userId: { in: [...userIds] }, filledAt: { not: null } },
        select: { userId: true, network: true },
      })
    : [];
  const networks = new Map(checkpoints.map((each) => [each.userId, each.network]));
  return (userId) => {
    const own = answers.filter((each) => each.userId === userId);
    const network = networks.get(userId);
    const measured =
      network && quiz.hessian ? measure(storedCheckpoint(network), quiz.hessian.thresholds) : null;
    const accepted = new Map<string, AnswerValue[]>();
    for (const each of acceptances) {
      if (each.userId !== null && each.userId !== userId) continue;
      accepted.set(each.questionId, [...(accepted.get(each.questionId) ?? []), storedAnswer(each.value)]);
    }
    return {
      checkpointClass: measured && measured.ambiguous === null ? measured.class : null,
      answers: new Map(own.map((each) => [each.questionId, storedAnswer(each.value)])),
      answerIds: new Map(own.map((each) => [each.questionId, each.id])),
      accepted,
    };
  };
}

interface LastAnswer {
  readonly id: bigint;
  readonly userId: string;
  readonly questionId: string;
  readonly value: unknown;
}

async function lastInTime(tx: Db | Tx, quiz: LoadedQuiz, userIds: readonly string[]): Promise<LastAnswer[]> {
  if (userIds.length === 0) return [];
  return tx.$queryRaw<LastAnswer[]>`
    SELECT DISTINCT ON (a.user_id, a.question_id)
      a.id, a.user_id AS "userId", a.question_id AS "questionId", a.value
    FROM quiz_answer a
    LEFT JOIN LATERAL (
      SELECT max(e.closes_at) AS closes_at FROM participant_exception e JOIN participant p ON p.id = e.participant_id
      WHERE p.competition_id = a.assignment_id AND p.user_id = a.user_id) AS own ON true
    WHERE a.assignment_id = ${quiz.row.assignmentId}::uuid
      AND a.user_id IN (${Prisma.join(userIds.map((id) => Prisma.sql`${id}::uuid`))})
      AND a.at < greatest(${quiz.times.closesAt}, own.closes_at)
    ORDER BY a.user_id, a.question_id, a.id DESC`;
}
