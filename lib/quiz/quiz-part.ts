import { type Competition } from '@/lib/assignment/competition';
import type { Entered, Part } from '@/lib/assignment/gate';
import { deadlineFor } from '@/lib/assignment/deadline.core';
import type { Db, Tx } from '@/lib/platform/database/client';
import type { Quiz } from '@/lib/platform/prisma-client/client';
import { quizSchema } from '@/lib/quiz/quiz.schema';
import type { HessianQuestion, QuizSettings } from '@/lib/quiz/quiz.types';
import { quizStatus, quizTimes, type QuizStatus, type QuizTimes } from '@/lib/quiz/times.core';

export interface LoadedQuiz {
  readonly row: Quiz;
  readonly settings: QuizSettings;
  readonly times: QuizTimes;
  /** The question the checkpoints are for; null: the quiz has none. */
  readonly hessian: HessianQuestion | null;
}

/** What a request about a quiz stands on. */
export interface QuizAccess extends LoadedQuiz {
  readonly entered: Entered;
  /** The deadline that holds for the viewer. */
  readonly closesAt: Date;
  readonly status: QuizStatus;
  readonly now: Date;
}

/** The quiz of an assignment with its times; null where there is none. */
export async function loadQuiz(
  tx: Db | Tx,
  assignment: Pick<Competition, 'id' | 'opensAt' | 'closesAt' | 'lastExtension' | 'timezone'>,
): Promise<LoadedQuiz | null> {
  const row = await tx.quiz.findUnique({ where: { assignmentId: assignment.id } });
  if (!row) return null;
  const settings = quizSchema.parse(row.settings);
  const hessian = settings.questions.find((each) => each.kind === 'hessian') ?? null;
  return { row, settings, times: quizTimes(settings, assignment), hessian };
}

/** The quiz of an assignment, as it stands for who asks. */
export const quizPart: Part<QuizAccess> = {
  what: 'quiz',
  async load(tx, entered) {
    const quiz = await loadQuiz(tx, entered.competition);
    if (!quiz) return null;
    const { now, ownExtension } = entered;
    const closesAt = deadlineFor(quiz.times.closesAt, ownExtension);
    const status = quizStatus(quiz.times, quiz.settings.release, quiz.row.releasedAt, closesAt, now);
    return { ...quiz, entered, closesAt, status, now };
  },
};
