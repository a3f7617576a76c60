import { createHash } from 'node:crypto';
import { gradeChanges, type GradeChange } from '@/lib/gradebook/changes.core';
import { enterGrading, lockGrading, type GradingAccess } from '@/lib/gradebook/enter-grading';
import { gradesPublishedJob } from '@/lib/gradebook/grades-published.job';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { gatherInputs, needsReviews } from '@/lib/gradebook/inputs';
import { gradeStudent } from '@/lib/gradebook/rules.core';
import type { Viewer } from '@/lib/identity/viewer';
import { handinSection } from '@/lib/handin/section';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Result } from '@/lib/platform/result';

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
      const entered = await enterGrading(tx, viewer, assignmentId);
      return entered.ok ? compute(tx, entered.value) : entered;
    },
    { isolationLevel: 'RepeatableRead', timeout: 30_000 },
  );
}

/** Computes once more and publishes, as the next version, when the outcome is the one that was previewed. */
export async function publishGrades(
  viewer: Viewer | null,
  assignmentId: string,
  fingerprint: string,
): Promise<Result<{ readonly number: number; readonly changed: number }>> {
  return db().$transaction(
    async (tx) => {
      const entered = await enterGrading(tx, viewer, assignmentId);
      if (!entered.ok) return entered;
      await lockGrading(tx, assignmentId);
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
      const computed = await compute(tx, entered.value);
      if (!computed.ok) return computed;
      if (computed.value.fingerprint !== fingerprint) {
        const message = 'Something the grades depend on has changed since the preview. Look at it again.';
        return refuse({ code: 'changed', message });
      }
      return ok(await store(tx, viewer, entered.value, computed.value));
    },
    { timeout: 30_000 },
  );
}

async function compute(tx: Tx, access: GradingAccess): Promise<Result<GradePreview>> {
  const { competition, settings } = access;
  if (needsReviews(settings) && !(await handinSection.present(tx, competition.id))) {
    const message = 'The rules ask for reviews of hand-ins, and this assignment has no hand-in.';
    return refuse({ code: 'no_reviews', message });
  }
  const asksQuiz = settings.items.some((item) => item.rule.kind === 'quiz');
  const quiz = await tx.quiz.findUnique({
    where: { assignmentId: competition.id },
    select: { gradedAt: true },
  });
  if (asksQuiz && !quiz?.gradedAt)
    return refuse({ code: 'quiz_not_graded', message: 'The quiz has not been graded yet.' });
  const { context, students } = await gatherInputs(tx, competition);
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
