import { phaseAt } from '@/lib/competition/phases.core';
import { canSeeAssignment, isStaff, type Phase, type Role } from '@/lib/identity/access.core';
import { roleOf, type Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';

export interface AssignmentSummary {
  readonly slug: string;
  readonly title: string;
  readonly phase: Phase;
  readonly timezone: string;
  /** ISO 8601. */
  readonly opensAt: string;
  /** ISO 8601: the first instant that no longer counts. */
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
    where: { userId: viewer.userId, removedAt: null },
    include: { course: { include: { assignments: { include: { competition: true } } } } },
    orderBy: { course: { title: 'asc' } },
  });
  return enrolments.map(({ role: enrolled, course }) => {
    const role = roleOf(viewer, enrolled);
    return {
      slug: course.slug,
      title: course.title,
      role,
      isStaff: isStaff(role),
      assignments: course.assignments
        .flatMap((assignment) => {
          if (!assignment.competition) return [];
          const phase = phaseAt({ ...assignment, ...assignment.competition }, now);
          return canSeeAssignment(role, phase) ? [summary(assignment, phase)] : [];
        })
        .sort(byUrgency),
    };
  });
}

function summary(
  assignment: { slug: string; title: string; timezone: string; opensAt: Date; closesAt: Date },
  phase: Phase,
): AssignmentSummary {
  return {
    slug: assignment.slug,
    title: assignment.title,
    timezone: assignment.timezone,
    phase,
    opensAt: assignment.opensAt.toISOString(),
    closesAt: assignment.closesAt.toISOString(),
  };
}

const ORDER: Readonly<Record<Phase, number>> = { open: 0, before: 1, closed: 2, revealed: 3 };

function byUrgency(a: AssignmentSummary, b: AssignmentSummary): number {
  if (a.phase !== b.phase) return ORDER[a.phase] - ORDER[b.phase];
  return a.phase === 'open' ? a.closesAt.localeCompare(b.closesAt) : b.closesAt.localeCompare(a.closesAt);
}
