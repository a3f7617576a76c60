import { canManageEnrolments } from '@/lib/identity/roles.core';
import { courseAccess, forbidden, notFound, ownEnrolments, type Viewer } from '@/lib/identity/viewer';
import type { Tx } from '@/lib/platform/database/client';
import { lockCourse } from '@/lib/platform/database/locks';
import { ok, type Result } from '@/lib/platform/result';

/** Who changes a course's people: an instructor of it, or (null) the operator at the server's command line. */
export type Manager = Viewer | null;

export interface ManagedCourse {
  readonly courseId: string;
  readonly slug: string;
}

/** Lets in who may change the people of a course, and makes others who do so wait until the transaction ends. */
export async function enterAsManager(
  tx: Tx,
  manager: Manager,
  courseSlug: string,
): Promise<Result<ManagedCourse>> {
  const course = await tx.course.findUnique({ where: { slug: courseSlug }, select: { id: true } });
  if (!course) return notFound('course');
  await lockCourse(tx, course.id);
  if (manager !== null) {
    const access = await courseAccess(tx, manager, course.id);
    if (!access) return notFound('course');
    if (!canManageEnrolments(access.role))
      return forbidden('Only instructors of the course may change who is in it.');
  }
  return ok({ courseId: course.id, slug: courseSlug });
}

/**
 * Of these people, those whose account (name, e-mail, student ID, password) is not the manager's to change: who has ever been
 * in a course the manager is no instructor of, or may create courses. Else the instructor of one course could take over
 * accounts of another. The operator may change all.
 */
export async function accountsOfOthers(
  tx: Tx,
  manager: Manager,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (manager === null) return new Set();
  const isInstructor = { ...ownEnrolments(manager), role: 'instructor' as const };
  const others = await tx.user.findMany({
    where: {
      id: { in: [...userIds], not: manager.userId },
      OR: [
        { canCreateCourses: true },
        { enrolments: { some: { course: { enrolments: { none: isInstructor } } } } },
      ],
    },
    select: { id: true },
  });
  return new Set(others.map((user) => user.id));
}
