import { byId, bySlugs } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { answerText, forStudents } from '@/lib/quiz/answer.core';
import { gradeStudent, rightAnswerText, sumPoints } from '@/lib/quiz/grade.core';
import { factsOf } from '@/lib/quiz/grade-quiz';
import { type QuizAccess, quizPart } from '@/lib/quiz/quiz-part';
import { storedAnswer } from '@/lib/quiz/quiz.schema';
import type { AnswerValue, StudentQuestion } from '@/lib/quiz/quiz.types';
import type { QuizStatus } from '@/lib/quiz/times.core';

export interface SavedAnswer {
  readonly value: AnswerValue;
  /** ISO 8601, by the server's clock. */
  readonly at: string;
  /** In words. */
  readonly text: string;
}

export interface ReleasedGrade {
  readonly right: boolean;
  readonly points: string;
  readonly possible: string;
  /** In words; null where none can be relied on. */
  readonly rightAnswer: string | null;
}

/** A question with what the viewer answered; `released` only once answers are released. */
export interface QuestionView extends StudentQuestion {
  readonly saved: SavedAnswer | null;
  /** Newest first, the one that counts among them. */
  readonly history: readonly SavedAnswer[];
  readonly released: ReleasedGrade | null;
}

/** What the quiz page shows to one viewer. Times are ISO 8601. */
export interface QuizView {
  readonly assignmentId: string;
  readonly status: QuizStatus;
  readonly timezone: string;
  readonly now: string;
  readonly opensAt: string;
  /** For this viewer. */
  readonly closesAt: string;
  readonly isExtended: boolean;
  readonly release: 'at_close' | 'manual';
  /** Empty before the quiz opens. */
  readonly questions: readonly QuestionView[];
  readonly hasCheckpoint: boolean;
  /** Whether staff gave the viewer an imported network in place of a generated sine network. */
  readonly isImported: boolean;
  readonly total: { readonly points: string; readonly possible: string } | null;
}

const HISTORY_MAX = 20;

/** The quiz by the slugs of the page's address; not found where the assignment has none. */
export async function quizView(viewer: Viewer, courseSlug: string, slug: string): Promise<Result<QuizView>> {
  const entered = await enter(db(), viewer, bySlugs(courseSlug, slug), 'member', quizPart);
  return entered.ok ? ok(await viewOf(viewer, entered.value)) : entered;
}

async function viewOf(viewer: Viewer, access: QuizAccess): Promise<QuizView> {
  const { entered, settings, times, closesAt, status, now, row } = access;
  const rows = await db().quizAnswer.findMany({
    where: { assignmentId: row.assignmentId, userId: viewer.userId },
    orderBy: { id: 'desc' },
  });
  const isReleased = status === 'released';
  const facts = isReleased ? (await factsOf(db(), access, [viewer.userId]))(viewer.userId) : null;
  const grades = facts ? gradeStudent(settings.questions, facts) : [];
  const questions = settings.questions.map((question): QuestionView => {
    const history = rows
      .filter((each) => each.questionId === question.id)
      .map((each) => ({ each, value: storedAnswer(each.value) }))
      .map(({ each, value }) => ({ value, at: each.at.toISOString(), text: answerText(question, value) }));
    const grade = grades.find((each) => each.questionId === question.id);
    return {
      ...forStudents(question),
      saved: history[0] ?? null,
      history: history.slice(0, HISTORY_MAX),
      released: grade
        ? {
            right: grade.right,
            points: grade.points,
            possible: grade.possible,
            rightAnswer: rightAnswerText(question, facts?.checkpointClass ?? null),
          }
        : null,
    };
  });
  return {
    assignmentId: row.assignmentId,
    status,
    timezone: entered.competition.timezone,
    now: now.toISOString(),
    opensAt: times.opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    isExtended: closesAt > times.closesAt,
    release: settings.release,
    questions: status === 'before' ? [] : questions,
    hasCheckpoint: access.hessian !== null && status !== 'before',
    isImported: status !== 'before' && (await isImported(row.assignmentId, viewer.userId)),
    total: isReleased
      ? {
          points: sumPoints(grades.map((each) => each.points)),
          possible: sumPoints(grades.map((each) => each.possible)),
        }
      : null,
  };
}

async function isImported(assignmentId: string, userId: string): Promise<boolean> {
  const found = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM quiz_checkpoint
    WHERE assignment_id = ${assignmentId}::uuid AND user_id = ${userId}::uuid AND jsonb_exists(network, 'layers')`;
  return found.length > 0;
}

/** For tabs and next steps: whether there is a quiz, and how much of it the viewer has answered. Null: there is none. */
export async function quizSummary(
  viewer: Viewer,
  assignmentId: string,
): Promise<{ readonly questions: number; readonly answered: number; readonly closesAt: string } | null> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'member', quizPart);
  if (!entered.ok) return null;
  const answered = await db().quizAnswer.findMany({
    where: { assignmentId, userId: viewer.userId },
    distinct: ['questionId'],
    select: { questionId: true },
  });
  return {
    questions: entered.value.settings.questions.length,
    answered: answered.length,
    closesAt: entered.value.closesAt.toISOString(),
  };
}
