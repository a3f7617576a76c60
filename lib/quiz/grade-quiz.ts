import { extensionOf } from '@/lib/assignment/deadlines-sql';
import { Prisma } from '@/lib/platform/prisma-client/client';
import { databaseNow } from '@/lib/platform/clock';
import { loadCompetition } from '@/lib/assignment/competition';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { lockQuiz } from '@/lib/platform/database/locks';
import { gradeStudent, type GradingFacts, type QuestionGrade } from '@/lib/quiz/grade.core';
import { loadQuiz, type LoadedQuiz } from '@/lib/quiz/quiz-part';
import { measureApart } from '@/lib/quiz/measure-apart';
import { storedAnswer } from '@/lib/quiz/quiz.schema';
import type { AnswerValue } from '@/lib/quiz/quiz.types';
import { resultOf, type QuizStudentResult } from '@/lib/quiz/results';
import { storedCheckpoint } from '@/lib/quiz/stored-network';

/** A student's facts with the ids of the answers they come from. */
export interface StudentFacts extends GradingFacts {
  readonly answerIds: ReadonlyMap<string, bigint>;
}

/** What the quiz gives one person, with the answers it comes from. */
interface PersonGraded {
  readonly userId: string;
  readonly grades: readonly QuestionGrade[];
  readonly answerIds: StudentFacts['answerIds'];
}

export type QuizResults = ReadonlyMap<string, QuizStudentResult>;

/**
 * Grades every student of the course, and whoever answered, from what is stored: each class computed anew from the stored
 * checkpoint, the last answer before the student's own deadline. Changes nothing; the same data gives the same results. Null
 * where there is no quiz.
 */
export async function computeQuiz(tx: Db | Tx, assignmentId: string): Promise<QuizResults | null> {
  const people = await gradeEverybody(tx, assignmentId);
  return people && byPerson(people);
}

/** The same, and writes the results in place of the earlier ones. Waits for answers that are being saved. */
export async function gradeQuiz(tx: Tx, assignmentId: string): Promise<QuizResults | null> {
  await lockQuiz(tx, assignmentId, 'change');
  const people = await gradeEverybody(tx, assignmentId);
  if (!people) return null;
  const gradedAt = await databaseNow(tx);
  await tx.quizResult.deleteMany({ where: { assignmentId } });
  await tx.quizResult.createMany({
    data: people.flatMap(({ userId, grades, answerIds }) =>
      grades.map(({ questionId, points, possible }) => ({
        assignmentId,
        userId,
        gradedAt,
        questionId,
        points,
        possible,
        answerId: answerIds.get(questionId) ?? null,
      })),
    ),
  });
  await tx.quiz.update({ where: { assignmentId }, data: { gradedAt } });
  return byPerson(people);
}

/**
 * Returns once every answer that was in time is stored. A save holds the quiz's row from before it reads the clock to its
 * commit, so after the deadline nothing in time can follow. A transaction whose snapshot is older than its locks calls this
 * before it begins.
 */
export async function awaitAnswersUnderWay(assignmentId: string): Promise<void> {
  await db().$transaction((tx) => lockQuiz(tx, assignmentId, 'change'), { isolationLevel: 'ReadCommitted' });
}

async function gradeEverybody(tx: Db | Tx, assignmentId: string): Promise<PersonGraded[] | null> {
  const competition = await loadCompetition(tx, assignmentId);
  const quiz = competition && (await loadQuiz(tx, competition));
  if (!quiz) return null;
  const userIds = await everyoneGraded(tx, assignmentId, competition.courseId);
  const facts = await factsOf(tx, quiz, userIds);
  return userIds.map((userId) => {
    const own = facts(userId);
    return { userId, grades: gradeStudent(quiz.settings.questions, own), answerIds: own.answerIds };
  });
}

function byPerson(people: readonly PersonGraded[]): QuizResults {
  return new Map(people.map(({ userId, grades }) => [userId, resultOf(grades)]));
}

async function everyoneGraded(tx: Db | Tx, assignmentId: string, courseId: string): Promise<string[]> {
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
  const networks = checkpoints.flatMap(({ userId, network }) =>
    network === null ? [] : [{ userId, network: storedCheckpoint(network) }],
  );
  const all = quiz.hessian
    ? await measureApart(
        networks.map((each) => each.network),
        quiz.hessian.thresholds,
      )
    : [];
  const measuredOf = new Map(networks.map(({ userId }, at) => [userId, all[at] ?? null]));
  return (userId) => {
    const own = answers.filter((each) => each.userId === userId);
    const measured = measuredOf.get(userId) ?? null;
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
    SELECT DISTINCT ON (q.user_id, q.question_id)
      q.id, q.user_id AS "userId", q.question_id AS "questionId", q.value
    FROM quiz_answer q JOIN assignment a ON a.id = q.assignment_id
    WHERE a.id = ${quiz.row.assignmentId}::uuid AND q.user_id = ANY(${[...userIds]}::uuid[])
      AND q.at < greatest(${quiz.times.closesAt}, ${extensionOf(Prisma.sql`q.user_id`)})
    ORDER BY q.user_id, q.question_id, q.id DESC`;
}
