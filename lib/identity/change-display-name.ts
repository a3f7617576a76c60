import { checkDisplayName } from '@/lib/identity/display-name.core';
import { boardsFollow } from '@/lib/identity/boards-follow';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { lockCourse } from '@/lib/platform/database/locks';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** Changes the viewer's name on the boards of a course. Refused when it looks like somebody else's there (A14). */
export async function changeDisplayName(
  viewer: Viewer,
  courseId: string,
  wanted: string,
): Promise<Result<string>> {
  return db().$transaction(async (tx) => {
    const access = await courseAccess(tx, viewer, courseId);
    if (!access) return notFound('course');
    await lockCourse(tx, courseId);
    const enrolments = await tx.enrolment.findMany({
      where: { courseId },
      select: { id: true, displayNameKey: true, user: { select: { studentId: true, name: true } } },
    });
    const self = enrolments.find((each) => each.id === access.enrolmentId);
    if (!self) return notFound('course');
    const studentIds = enrolments.flatMap((each) => each.user.studentId ?? []);
    const checked = checkDisplayName(wanted, { role: access.role, ...self.user }, studentIds);
    if (!checked.ok) return checked;
    const { displayName, displayNameKey } = checked.value;
    if (enrolments.some((each) => each.id !== self.id && each.displayNameKey === displayNameKey)) {
      const message = 'Somebody in the course has this name, or one that looks like it. Choose another.';
      return refuse({ code: 'display_name_taken', field: 'displayName', message });
    }
    if (displayName === access.displayName) return ok(displayName);
    await tx.enrolment.update({ where: { id: self.id }, data: { displayName, displayNameKey } });
    await boardsFollow(tx, courseId);
    await audit(tx, {
      actorId: viewer.userId,
      courseId,
      action: 'display_name.changed',
      subject: `enrolment ${self.id}`,
      detail: { from: access.displayName, to: displayName },
    });
    return ok(displayName);
  });
}
