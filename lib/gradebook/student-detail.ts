import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { gradingPart } from '@/lib/gradebook/grading-part';
import { latestRelease, previewGrades, type MadeWith } from '@/lib/gradebook/run';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface GivenOverride {
  readonly item: string;
  readonly points: string;
  readonly reason: string;
  readonly by: string | null;
  /** ISO 8601. */
  readonly at: string;
  /** ISO 8601; null: it stands. */
  readonly removedAt: string | null;
}

export interface GivenBreach {
  readonly id: string;
  readonly kind: string;
  readonly evidence: string;
  readonly factor: string;
  readonly reply: string | null;
  readonly by: string | null;
  readonly at: string;
  readonly withdrawnAt: string | null;
}

/** One student's grade as staff see it: as it would be published now, with what was decided by hand. */
export interface StudentGradeDetail {
  readonly name: string;
  readonly studentId: string | null;
  readonly grade: StudentGrade;
  /** The published total and the publication's number; null: none. */
  readonly published: { readonly number: number; readonly total: string } | null;
  readonly madeWith: MadeWith;
  readonly items: readonly { readonly id: string; readonly title: string; readonly points: number }[];
  readonly breachFactor: number;
  /** Newest first; the first of an item that was not removed stands. */
  readonly overrides: readonly GivenOverride[];
  readonly breaches: readonly GivenBreach[];
}

/** For the staff of the course. Refused for who is no student of it. */
export async function studentGradeDetail(
  viewer: Viewer,
  assignmentId: string,
  userId: string,
): Promise<Result<StudentGradeDetail>> {
  const preview = await previewGrades(viewer, assignmentId);
  if (!preview.ok) return preview;
  const grade = preview.value.grades.find((each) => each.userId === userId);
  if (!grade) return notFound('student');
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff', gradingPart);
    if (!entered.ok) return entered;
    const { competition, settings } = entered.value;
    const where = { assignmentId, userId };
    const person = await tx.enrolment.findUniqueOrThrow({
      where: { courseId_userId: { courseId: competition.courseId, userId } },
      include: { user: { select: { studentId: true } } },
    });
    const release = await latestRelease(tx, assignmentId);
    const own = release?.grades.find((each) => each.userId === userId);
    const overrides = await tx.gradeOverride.findMany({ where, orderBy: { createdAt: 'desc' } });
    const breaches = await tx.ruleBreach.findMany({ where, orderBy: { createdAt: 'desc' } });
    const staff = new Set([...overrides, ...breaches].flatMap((each) => each.createdById ?? []));
    const names = new Map(
      (await tx.user.findMany({ where: { id: { in: [...staff] } }, select: { id: true, name: true } })).map(
        (each) => [each.id, each.name],
      ),
    );
    const who = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
    return ok({
      name: person.displayName,
      studentId: person.user.studentId,
      grade,
      published: release && own ? { number: release.number, total: own.total.toFixed(2) } : null,
      madeWith: preview.value.madeWith,
      items: settings.items.map(({ id, title, points }) => ({ id, title, points })),
      breachFactor: settings.breach_factor,
      overrides: overrides.map((each) => ({
        item: each.item,
        points: each.points.toFixed(2),
        reason: each.reason,
        by: who(each.createdById),
        at: each.createdAt.toISOString(),
        removedAt: each.removedAt?.toISOString() ?? null,
      })),
      breaches: breaches.map((each) => ({
        id: each.id,
        kind: each.kind,
        evidence: each.evidence,
        factor: String(each.factor),
        reply: each.reply,
        by: who(each.createdById),
        at: each.createdAt.toISOString(),
        withdrawnAt: each.withdrawnAt?.toISOString() ?? null,
      })),
    });
  });
}
