import { createHash } from 'node:crypto';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { gradeChanges, type GradeChange } from '@/lib/gradebook/changes.core';
import { gradesPublishedJob } from '@/lib/gradebook/grades-published.job';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { type GradingAccess, gradingPart } from '@/lib/gradebook/grading-part';
import { gatherInputs, needsReviews } from '@/lib/gradebook/inputs';
import { gradeStudent } from '@/lib/gradebook/rules.core';
import type { Viewer } from '@/lib/identity/viewer';
import { handinSection } from '@/lib/handin/section';
import { audit } from '@/lib/platform/audit';
import { db, isWriteConflict, type Tx } from '@/lib/platform/database/client';
import { lockGrading } from '@/lib/platform/database/locks';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';
import { loadQuiz } from '@/lib/quiz/quiz-part';
import { awaitAnswersUnderWay, computeQuiz, gradeQuiz, type QuizResults } from '@/lib/quiz/grade-quiz';

/** With what a run was made; two runs with the same three give the same grades. */
export interface MadeWith {
  /** SHA-256 of the rules. */
  readonly rules: string;
  /** Number and SHA-256 of the solution version; null: none. */
  readonly solution: string | null;
  /** SHA-256 of everything the rules looked at: scores, baselines, quiz, reviews, overrides, breaches. */
  readonly inputs: string;
}

export interface GradePreview {
  /** To be handed to the publication: it is refused when something changed since. */
  readonly fingerprint: string;
  readonly madeWith: MadeWith;
  readonly grades: readonly StudentGrade[];
  /** Against what is published. */
  readonly changes: readonly GradeChange[];
  /** The publication in force; null: nothing was published. */
  readonly published: number | null;
}

/** Computes everyone's grade from what is stored and compares it with what is published. Changes nothing. */
export async function previewGrades(
  viewer: Viewer | null,
  assignmentId: string,
): Promise<Result<GradePreview>> {
  return db().$transaction(
    async (tx) => {
      const entered = await enter(tx, viewer, byId(assignmentId), 'staff', gradingPart);
      return entered.ok ? compute(tx, entered.value, computeQuiz) : entered;
    },
    { isolationLevel: 'RepeatableRead', timeout: 120_000 },
  );
}

/** Computes once more and publishes, as the next version, when the outcome is the one that was previewed. */
export async function publishGrades(
  viewer: Viewer | null,
  assignmentId: string,
  fingerprint: string,
): Promise<Result<Published>> {
  for (let tries = 1; ; tries += 1) {
    await awaitAnswersUnderWay(assignmentId);
    try {
      return await publishOnce(viewer, assignmentId, fingerprint);
    } catch (error) {
      // Somebody else graded or published since this transaction's snapshot; the next one sees it.
      if (!isWriteConflict(error) || tries >= TRIES_MAX) throw error;
    }
  }
}

const TRIES_MAX = 5;

interface Published {
  readonly number: number;
  readonly changed: number;
}

/** All that grades stand on is read in one snapshot, and the quiz is graded in it: nothing of it can be older than the rest. */
function publishOnce(
  viewer: Viewer | null,
  assignmentId: string,
  fingerprint: string,
): Promise<Result<Published>> {
  return db().$transaction(
    async (tx) => {
      await lockGrading(tx, assignmentId);
      const entered = await enter(tx, viewer, byId(assignmentId), 'staff', gradingPart);
      if (!entered.ok) return entered;
      const { phase, settings } = entered.value;
      const isPrivate = settings.items.some(
        ({ rule }) => rule.kind === 'beats_baseline' && rule.board === 'private',
      );
      if (phase !== 'revealed' && (isPrivate || phase !== 'closed')) {
        const message = isPrivate
          ? 'These grades would tell private results; publish them once the private board is revealed.'
          : 'Grades can be published once the competition has closed.';
        return refuse({ code: 'too_early', message });
      }
      const unscored = await whatIsUnscored(tx, entered.value);
      if (unscored) return unscored;
      const computed = await compute(tx, entered.value, gradeQuiz);
      if (!computed.ok) return computed;
      if (computed.value.fingerprint !== fingerprint) {
        const message = 'Something the grades depend on has changed since the preview. Look at it again.';
        return refuse({ code: 'changed', message });
      }
      return ok(await store(tx, viewer, entered.value, computed.value));
    },
    { isolationLevel: 'RepeatableRead', timeout: 120_000 },
  );
}

/** Refuses while a score the rules look at is still to come: who waits for it would get no points. */
async function whatIsUnscored(tx: Tx, { competition, settings }: GradingAccess): Promise<Refused | null> {
  const rules = settings.items.flatMap(({ rule }) => (rule.kind === 'beats_baseline' ? [rule] : []));
  if (rules.length === 0) return null;
  const waiting = await tx.submission.count({
    where: {
      competitionId: competition.id,
      status: { in: ['queued', 'scoring'] },
      late: false,
      invalidatedAt: null,
    },
  });
  if (waiting > 0)
    return refuse({
      code: 'still_scoring',
      message: `${waiting} submissions in time wait for their scores. Publish once they have them.`,
    });
  const files = await tx.baseline.findMany({
    where: {
      competitionId: competition.id,
      name: { in: rules.map((rule) => rule.baseline) },
      fileName: { not: null },
    },
  });
  const behind = files.find((each) => each.solutionId !== competition.solution?.id);
  return behind
    ? refuse({
        code: 'still_scoring',
        message: `The baseline "${behind.name}" waits for its score. Publish once it has one.`,
      })
    : null;
}

async function compute(
  tx: Tx,
  access: GradingAccess,
  gradeNow: (tx: Tx, assignmentId: string) => Promise<QuizResults | null>,
): Promise<Result<GradePreview>> {
  const { competition, settings, now } = access;
  if (needsReviews(settings) && !(await handinSection.present(tx, competition.id))) {
    const message = 'The rules ask for reviews of hand-ins, and this assignment has no hand-in.';
    return refuse({ code: 'no_reviews', message });
  }
  const asksQuiz = settings.items.some((item) => item.rule.kind === 'quiz');
  const quiz = asksQuiz ? await loadQuiz(tx, competition) : null;
  if (asksQuiz && !quiz)
    return refuse({ code: 'no_quiz', message: 'The rules ask for a quiz, and this assignment has none.' });
  if (quiz && now < quiz.times.closesAt) {
    const message = `The quiz is open until ${quiz.times.closesAt.toISOString()}; grades can be computed then.`;
    return refuse({ code: 'still_open', message });
  }
  const results = quiz ? await gradeNow(tx, competition.id) : null;
  const { context, students } = await gatherInputs(tx, competition, results ?? new Map());
  const grades = students.map((each) => gradeStudent(settings, context, each));
  const madeWith: MadeWith = {
    rules: hash(settings),
    solution: competition.solution && `${competition.solution.number} ${competition.solution.sha256}`,
    inputs: hash([context, students]),
  };
  const release = await latestRelease(tx, competition.id);
  const before = release?.grades.map((each) => each.detail as unknown as StudentGrade) ?? [];
  const changes = gradeChanges(before, grades);
  const published = release?.number ?? null;
  return ok({ fingerprint: hash([madeWith, grades, published]), madeWith, grades, changes, published });
}

/** The publication in force with its grades; null: nothing was published. */
export function latestRelease(tx: Tx, assignmentId: string) {
  return tx.gradeRelease.findFirst({
    where: { assignmentId },
    orderBy: { number: 'desc' },
    include: { grades: true },
  });
}

async function store(
  tx: Tx,
  viewer: Viewer | null,
  { competition, settings }: GradingAccess,
  preview: GradePreview,
): Promise<{ number: number; changed: number }> {
  const number = (preview.published ?? 0) + 1;
  const release = await tx.gradeRelease.create({
    data: {
      assignmentId: competition.id,
      number,
      madeWith: { ...preview.madeWith },
      settings: settings as unknown as Prisma.InputJsonObject,
      createdById: viewer?.userId ?? null,
    },
  });
  await tx.publishedGrade.createMany({
    data: preview.grades.map((grade) => ({
      releaseId: release.id,
      userId: grade.userId,
      total: grade.total,
      detail: grade as unknown as Prisma.InputJsonObject,
    })),
  });
  const changed = preview.changes.length;
  await audit(tx, {
    actorId: viewer?.userId ?? null,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action: 'grades.published',
    subject: `grades ${number} of ${competition.slug}`,
    detail: { ...preview.madeWith, students: preview.grades.length, changed },
  });
  await enqueue(tx, gradesPublishedJob, { assignmentId: competition.id });
  return { number, changed };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
