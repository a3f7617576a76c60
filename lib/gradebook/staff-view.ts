import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { GradeChange } from '@/lib/gradebook/changes.core';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { gradingPart } from '@/lib/gradebook/grading-part';
import { previewGrades } from '@/lib/gradebook/run';
import { possibleTotal } from '@/lib/gradebook/rules.core';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface GradeLine {
  readonly userId: string;
  readonly name: string;
  readonly studentId: string | null;
  /** As it would be published now. */
  readonly grade: StudentGrade;
  /** The published total; null: none. */
  readonly published: string | null;
  /** What a publication would change; null: nothing. */
  readonly change: GradeChange | null;
}

export interface GradeTable {
  readonly fingerprint: string;
  /** The publication in force; null: nothing was published. */
  readonly published: number | null;
  /** How many students a publication would change. */
  readonly changed: number;
  /** What it would change, of people who left the course, too. */
  readonly changes: readonly GradeChange[];
  readonly possible: string;
  readonly items: readonly { readonly id: string; readonly title: string; readonly points: number }[];
  readonly lines: readonly GradeLine[];
}

/** Everyone's grade as it would be published now beside what is published, for staff. */
export async function gradeTable(viewer: Viewer, assignmentId: string): Promise<Result<GradeTable>> {
  const entered = await db().$transaction((tx) =>
    enter(tx, viewer, byId(assignmentId), 'staff', gradingPart),
  );
  if (!entered.ok) return entered;
  const preview = await previewGrades(viewer, assignmentId);
  if (!preview.ok) return preview;
  const { competition, settings } = entered.value;
  const people = await db().enrolment.findMany({
    where: {
      courseId: competition.courseId,
      userId: { in: preview.value.grades.map((each) => each.userId) },
    },
    select: { userId: true, displayName: true, user: { select: { studentId: true } } },
  });
  const peopleById = new Map(people.map((each) => [each.userId, each]));
  const changes = new Map(preview.value.changes.map((each) => [each.userId, each]));
  const isPublished = preview.value.published !== null;
  return ok({
    fingerprint: preview.value.fingerprint,
    published: preview.value.published,
    changed: preview.value.changes.length,
    changes: preview.value.changes,
    possible: possibleTotal(settings),
    items: settings.items.map(({ id, title, points }) => ({ id, title, points })),
    lines: preview.value.grades.map((grade) => {
      const change = changes.get(grade.userId) ?? null;
      return {
        userId: grade.userId,
        name: peopleById.get(grade.userId)?.displayName ?? '',
        studentId: peopleById.get(grade.userId)?.user.studentId ?? null,
        grade,
        published: change ? change.before : isPublished ? grade.total : null,
        change,
      };
    }),
  });
}
