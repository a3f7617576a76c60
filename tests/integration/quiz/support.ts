import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { databaseNow } from '@/lib/platform/clock';
import type { Result } from '@/lib/platform/result';
import { quizSchema } from '@/lib/quiz/quiz.schema';
import { quizSection } from '@/lib/quiz/section';
import { makeCompetition, type MadeCompetition } from '../support/competition';

/** Words that would tell a class or a right answer, wherever a student can look before the release. */
export const CANARY = 'canary-right-answer';

export const QUIZ = quizSchema.parse({
  questions: [
    {
      id: 'hessian',
      kind: 'hessian',
      points: 2,
      text: 'What is it?',
      options: [
        { class: 'saddle_point', text: 'B' },
        { class: 'none_of_the_above', text: 'C' },
        { class: 'local_minima_like', text: 'A' },
      ],
    },
    { id: 'word', kind: 'short_text', points: 0.5, text: 'Which?', accepted: [CANARY] },
  ],
});

/** A competition, open from 2021-03-12 to 2021-04-02T16:00Z, with a quiz. */
export async function makeQuiz(
  options: { readonly release?: 'at_close' | 'manual' } = {},
): Promise<MadeCompetition> {
  const competition = await makeCompetition({});
  await db().$transaction((tx) =>
    quizSection.apply(tx, competition.id, { ...QUIZ, release: options.release ?? 'at_close' }),
  );
  return competition;
}

/** The option that is right for a student, from what is stored. */
export async function rightOption(assignmentId: string, viewer: Viewer): Promise<number> {
  const row = await db().quizCheckpoint.findUniqueOrThrow({
    where: { assignmentId_userId: { assignmentId, userId: viewer.userId } },
  });
  const [question] = QUIZ.questions;
  if (question?.kind !== 'hessian') throw new Error('the first question is the Hessian one');
  return question.options.findIndex((option) => option.class === row.class);
}

export async function slugsOf(assignmentId: string): Promise<{ course: string; slug: string }> {
  const row = await db().assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    include: { course: true },
  });
  return { course: row.course.slug, slug: row.slug };
}

export function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

export const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);

export const now = (): Promise<Date> => databaseNow(db());
