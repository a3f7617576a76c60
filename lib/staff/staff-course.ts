import type { Phase } from '@/lib/assignment/access.core';
import { lastMinute, phaseAt } from '@/lib/assignment/deadline.core';
import { timetablesOf } from '@/lib/assignment/timetables';
import { canManageEnrolments, isStaff } from '@/lib/identity/roles.core';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface StaffAssignment {
  readonly slug: string;
  readonly title: string;
  /** null: an assignment without a competition. */
  readonly phase: Phase | null;
  readonly timezone: string;
  /** ISO 8601: the last minute that counts. */
  readonly closesAt: string;
  readonly submissions: number;
  /** Students and auditors on its boards' lists who have submitted something; staff and hidden people left out (A10). */
  readonly submitted: number;
  /** Submissions waiting for their score. */
  readonly waiting: number;
}

export interface StaffCourse {
  readonly slug: string;
  readonly title: string;
  readonly timezone: string;
  /** Whether the viewer is an instructor of it. */
  readonly mayManage: boolean;
  /** Students and auditors. */
  readonly enrolled: number;
  readonly assignments: readonly StaffAssignment[];
}

interface Counts {
  readonly id: string;
  readonly submissions: number;
  readonly submitted: number;
  readonly waiting: number;
}

/** A course as its staff see it. */
export async function staffCourse(viewer: Viewer, slug: string): Promise<Result<StaffCourse>> {
  const course = await db().course.findUnique({
    where: { slug },
    include: { assignments: { orderBy: { opensAt: 'asc' } } },
  });
  const access = course && (await courseAccess(db(), viewer, course.id));
  if (!course || !access || !isStaff(access.role)) return notFound('course');
  const [now, counts, timetables, enrolled] = await Promise.all([
    databaseNow(db()),
    countByAssignment(course.id),
    timetablesOf(db(), [course.id], viewer.userId),
    db().enrolment.count({
      where: { courseId: course.id, removedAt: null, role: { in: ['student', 'auditor'] } },
    }),
  ]);
  const phases = new Map(timetables.map((each) => [each.id, phaseAt(each, now)]));
  return ok({
    slug: course.slug,
    title: course.title,
    timezone: course.timezone,
    mayManage: canManageEnrolments(access.role),
    enrolled,
    assignments: course.assignments.map((each) => ({
      slug: each.slug,
      title: each.title,
      phase: phases.get(each.id) ?? null,
      timezone: each.timezone,
      closesAt: lastMinute(each.closesAt).toISOString(),
      submissions: counts.get(each.id)?.submissions ?? 0,
      submitted: counts.get(each.id)?.submitted ?? 0,
      waiting: counts.get(each.id)?.waiting ?? 0,
    })),
  });
}

async function countByAssignment(courseId: string): Promise<Map<string, Counts>> {
  const rows = await db().$queryRaw<Counts[]>`
    SELECT a.id, count(*)::int AS submissions,
           (count(DISTINCT p.id) FILTER (WHERE e.id IS NOT NULL AND s.status <> 'invalid'))::int AS submitted,
           (count(*) FILTER (WHERE s.status IN ('queued', 'scoring')))::int AS waiting
    FROM assignment a
    JOIN submission s ON s.competition_id = a.id
    JOIN participant p ON p.id = s.participant_id
    LEFT JOIN enrolment e ON e.user_id = p.user_id AND e.course_id = a.course_id AND e.removed_at IS NULL
                         AND e.role IN ('student', 'auditor') AND p.hidden_at IS NULL
    WHERE a.course_id = ${courseId}::uuid GROUP BY a.id`;
  return new Map(rows.map((row) => [row.id, row]));
}
