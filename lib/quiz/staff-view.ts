import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { isRanked } from '@/lib/identity/roles.core';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { answerText } from '@/lib/quiz/answer.core';
import type { HessianClass } from '@/lib/quiz/hessian/network.types';
import { quizPart } from '@/lib/quiz/quiz-part';
import { storedAnswer } from '@/lib/quiz/quiz.schema';
import type { QuizSettings } from '@/lib/quiz/quiz.types';
import { quizResults } from '@/lib/quiz/results';
import { HESSIAN_CLASSES } from '@/lib/quiz/spread.core';
import type { QuizTimes } from '@/lib/quiz/times.core';

/** One student as staff see them; never on a page a student can reach. */
export interface StaffQuizStudent {
  readonly userId: string;
  readonly name: string;
  readonly studentId: string | null;
  readonly checkpoint: {
    readonly source: 'generated' | 'uploaded';
    readonly ready: boolean;
    readonly downloadedAt: string | null;
    readonly class: string | null;
    readonly gradientNorm: number | null;
    readonly minimumRatio: number | null;
    readonly eigenMargin: number | null;
    readonly ambiguous: string | null;
  } | null;
  /** By question id: the last saved answer in words. */
  readonly answers: Readonly<Record<string, string>>;
  readonly answeredAt: string | null;
  /** As last graded. */
  readonly points: string | null;
}

export interface Margins {
  /** Largest gradient norm of a critical checkpoint, and smallest of the others; against the threshold. */
  readonly criticalNormMax: number | null;
  readonly otherNormMin: number | null;
  /** Smallest min|λ| / max|λ| of a critical checkpoint. */
  readonly eigenMarginMin: number | null;
}

export interface StaffQuizView {
  readonly assignmentId: string;
  readonly settings: QuizSettings;
  readonly times: QuizTimes;
  readonly timezone: string;
  readonly now: Date;
  readonly releasedAt: Date | null;
  readonly gradedAt: Date | null;
  readonly closed: boolean;
  readonly needsCheckpoints: boolean;
  readonly seeding: {
    readonly running: boolean;
    readonly done: number;
    readonly total: number;
    readonly failure: string | null;
    readonly finishedAt: Date | null;
  };
  readonly balance: Readonly<Record<HessianClass, number>>;
  readonly margins: Margins;
  readonly students: readonly StaffQuizStudent[];
  readonly acceptances: readonly {
    readonly id: string;
    readonly questionId: string;
    readonly answer: string;
    readonly forName: string | null;
    readonly reason: string;
  }[];
}

/** Everything about a quiz for its staff. */
export async function staffQuizView(viewer: Viewer, assignmentId: string): Promise<Result<StaffQuizView>> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'staff', quizPart);
  if (!entered.ok) return entered;
  const { row, settings, times, now, hessian, entered: access } = entered.value;
  const students = await listStudents(assignmentId, access.competition.courseId, settings);
  const acceptances = await db().quizAcceptance.findMany({
    where: { assignmentId, withdrawnAt: null },
    include: { user: { select: { name: true } } },
    orderBy: { createdAt: 'asc' },
  });
  const ready = students.flatMap((each) => (each.checkpoint?.ready ? [each.checkpoint] : []));
  return ok({
    assignmentId,
    settings,
    times,
    timezone: access.competition.timezone,
    now,
    releasedAt: row.releasedAt,
    gradedAt: row.gradedAt,
    closed: now >= times.closesAt,
    needsCheckpoints: hessian !== null,
    seeding: {
      running: row.seedStartedAt !== null && row.seedFinishedAt === null && row.seedFailure === null,
      done: ready.length,
      total: students.length,
      failure: row.seedFailure,
      finishedAt: row.seedFinishedAt,
    },
    balance: Object.fromEntries(
      HESSIAN_CLASSES.map((each) => [each, ready.filter((one) => one.class === each).length]),
    ) as Record<HessianClass, number>,
    margins: marginsOf(ready),
    students,
    acceptances: acceptances.flatMap((each) => {
      const question = settings.questions.find((one) => one.id === each.questionId);
      if (!question) return [];
      const answer = answerText(question, storedAnswer(each.value));
      return [
        {
          id: each.id,
          questionId: each.questionId,
          answer,
          forName: each.user?.name ?? null,
          reason: each.reason,
        },
      ];
    }),
  });
}

function marginsOf(ready: readonly NonNullable<StaffQuizStudent['checkpoint']>[]): Margins {
  const other = ready.filter((each) => each.class === 'none_of_the_above');
  const critical = ready.filter((each) => each.class !== 'none_of_the_above');
  const norms = (of: typeof ready): number[] => of.flatMap((each) => each.gradientNorm ?? []);
  const margins = critical.flatMap((each) => each.eigenMargin ?? []);
  return {
    criticalNormMax: critical.length === 0 ? null : Math.max(...norms(critical)),
    otherNormMin: other.length === 0 ? null : Math.min(...norms(other)),
    eigenMarginMin: margins.length === 0 ? null : Math.min(...margins),
  };
}

async function listStudents(
  assignmentId: string,
  courseId: string,
  settings: QuizSettings,
): Promise<StaffQuizStudent[]> {
  const [enrolments, checkpoints, answers, results] = await Promise.all([
    db().enrolment.findMany({
      where: { courseId, removedAt: null },
      include: { user: { select: { id: true, name: true, studentId: true } } },
      orderBy: { user: { studentId: 'asc' } },
    }),
    db().quizCheckpoint.findMany({ where: { assignmentId }, omit: { network: true } }),
    db().quizAnswer.findMany({ where: { assignmentId }, orderBy: { id: 'asc' } }),
    quizResults(db(), assignmentId),
  ]);
  const byUser = new Map(checkpoints.map((each) => [each.userId, each]));
  const words = new Map<string, { answers: Record<string, string>; at: string }>();
  for (const each of answers) {
    const question = settings.questions.find((one) => one.id === each.questionId);
    if (!question) continue;
    const own = words.get(each.userId) ?? { answers: {}, at: '' };
    own.answers[each.questionId] = answerText(question, storedAnswer(each.value));
    own.at = each.at.toISOString();
    words.set(each.userId, own);
  }
  return enrolments
    .filter((each) => each.role === 'student' || (isRanked(each.role) && byUser.has(each.userId)))
    .map(({ user }): StaffQuizStudent => {
      const checkpoint = byUser.get(user.id);
      return {
        userId: user.id,
        name: user.name,
        studentId: user.studentId,
        checkpoint: checkpoint
          ? {
              source: checkpoint.source,
              ready: checkpoint.filledAt !== null,
              downloadedAt: checkpoint.downloadedAt?.toISOString() ?? null,
              class: checkpoint.class,
              gradientNorm: checkpoint.gradientNorm,
              minimumRatio: checkpoint.minimumRatio,
              eigenMargin: checkpoint.eigenMargin,
              ambiguous: checkpoint.ambiguous,
            }
          : null,
        answers: words.get(user.id)?.answers ?? {},
        answeredAt: words.get(user.id)?.at ?? null,
        points: results.get(user.id)?.points ?? null,
      };
    });
}
