import { enterCompetition, type Competition, type CompetitionAccess } from '@/lib/competition/competition';
import { deadlineFor } from '@/lib/assignment/deadline.core';
import { isStaff } from '@/lib/identity/access.core';
import { forbidden, notFound, type Viewer } from '@/lib/identity/viewer';
import type { Db, Tx } from '@/lib/platform/database/client';
import type { Quiz } from '@/lib/platform/prisma-client/client';
import { ok, type Result } from '@/lib/platform/result';
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
  readonly entered: CompetitionAccess;
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

/** The gate to a quiz: whoever may enter the assignment, and the assignment has one. */
export async function enterQuiz(
  tx: Db | Tx,
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<QuizAccess>> {
  const entered = await enterCompetition(tx, viewer, assignmentId);
  if (!entered.ok) return entered.problems[0]?.code === 'not_found' ? notFound('quiz') : entered;
  const quiz = await loadQuiz(tx, entered.value.competition);
  if (!quiz) return notFound('quiz');
  const { now } = entered.value;
  const closesAt = deadlineFor(quiz.times.closesAt, entered.value.ownExtension);
  const status = quizStatus(quiz.times, quiz.settings.release, quiz.row.releasedAt, closesAt, now);
  return ok({ ...quiz, entered: entered.value, closesAt, status, now });
}

/** The gate of everything staff do to a quiz. */
export async function enterQuizAsStaff(
  tx: Db | Tx,
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<QuizAccess>> {
  const entered = await enterQuiz(tx, viewer, assignmentId);
  if (!entered.ok) return entered;
  return isStaff(entered.value.entered.role) ? entered : forbidden('This is for the staff of the course.');
}
