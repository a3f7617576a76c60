import { isStaff } from '@/lib/identity/roles.core';
import { ownEnrolments, roleOf, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';

/** Whether the viewer is staff of any course they reach, or may make one. */
export async function isStaffAnywhere(viewer: Viewer): Promise<boolean> {
  if (viewer.canCreateCourses) return true;
  const own = await db().enrolment.findMany({ where: ownEnrolments(viewer), select: { role: true } });
  return own.some((each) => isStaff(roleOf(viewer, each.role)));
}
