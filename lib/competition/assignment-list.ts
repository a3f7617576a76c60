import { canSeeAssignment, type Phase } from '@/lib/assignment/access.core';
import { deadlineFor, phaseAt } from '@/lib/assignment/deadline.core';
import { timetablesOf, type CourseTimetable } from '@/lib/assignment/timetables';
import { isStaff, type Role } from '@/lib/identity/roles.core';
import { ownEnrolments, roleOf, type Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';

export interface AssignmentSummary {
  readonly slug: string;
  readonly title: string;
  /** For the viewer, with their extension. */
  readonly phase: Phase;
  readonly timezone: string;
  /** ISO 8601. */
  readonly opensAt: string;
  /** ISO 8601: the first instant that no longer counts for the viewer. */
  readonly closesAt: string;
}

export interface CourseSummary {
  readonly slug: string;
  readonly title: string;
  readonly role: Role;
  readonly isStaff: boolean;
  readonly assignments: readonly AssignmentSummary[];
}

/** The viewer's courses with the assignments they may see: what closes next first, what is over last. */
export async function myCourses(viewer: Viewer): Promise<readonly CourseSummary[]> {
  const now = await databaseNow(db());
  const enrolments = await db().enrolment.findMany({
    where: ownEnrolments(viewer),
    include: { course: true },
    orderBy: { course: { title: 'asc' } },
  });
  const timetables = await timetablesOf(
    db(),
    enrolments.map((each) => each.courseId),
    viewer.userId,
  );
  return enrolments.map(({ role: enrolled, course }) => {
    const role = roleOf(viewer, enrolled);
    return {
      slug: course.slug,
      title: course.title,
      role,
      isStaff: isStaff(role),
      assignments: timetables
        .filter((each) => each.courseId === course.id)
        .flatMap((each) => {
          const phase = phaseAt(each, now, deadlineFor(each.closesAt, each.ownExtension));
          return canSeeAssignment(role, phase) ? [summary(each, phase)] : [];
        })
        .sort(byUrgency),
    };
  });
}

function summary(assignment: CourseTimetable, phase: Phase): AssignmentSummary {
  return {
    slug: assignment.slug,
    title: assignment.title,
    timezone: assignment.timezone,
    phase,
    opensAt: assignment.opensAt.toISOString(),
    closesAt: deadlineFor(assignment.closesAt, assignment.ownExtension).toISOString(),
  };
}

const ORDER: Readonly<Record<Phase, number>> = { open: 0, before: 1, closed: 2, revealed: 3 };

function byUrgency(a: AssignmentSummary, b: AssignmentSummary): number {
  if (a.phase !== b.phase) return ORDER[a.phase] - ORDER[b.phase];
  return a.phase === 'open' ? a.closesAt.localeCompare(b.closesAt) : b.closesAt.localeCompare(a.closesAt);
}
