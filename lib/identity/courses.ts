import type { Role } from '@/lib/identity/roles.core';
import { enrol } from '@/lib/identity/enrol';
import { withoutInvisible } from '@/lib/identity/login.core';
import { forbidden, ownEnrolments, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, isUniqueViolation } from '@/lib/platform/database/client';
import { parseTimeZone } from '@/lib/platform/time-zone.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;
const TITLE_MAX = 200;

export interface CourseView {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly timezone: string;
  readonly role: Role;
}

export interface NewCourse {
  readonly slug: string;
  readonly title: string;
  /** IANA name. */
  readonly timezone: string;
}

/** Makes a course whose instructor is the viewer. */
export async function createCourse(viewer: Viewer, wanted: NewCourse): Promise<Result<CourseView>> {
  if (!viewer.canCreateCourses) return forbidden('You may not create courses; ask whoever runs this site.');
  const title = withoutInvisible(wanted.title);
  const problems = courseProblems({ ...wanted, title });
  if (problems.length > 0) return refuse(...problems);
  try {
    return await db().$transaction(async (tx) => {
      const user = await tx.user.findUniqueOrThrow({ where: { id: viewer.userId } });
      const course = await tx.course.create({
        data: { slug: wanted.slug, title, timezone: wanted.timezone.trim() },
      });
      await enrol(tx, course.id, user, 'instructor');
      await audit(tx, {
        actorId: viewer.userId,
        courseId: course.id,
        action: 'course.created',
        subject: `course ${wanted.slug}`,
      });
      return ok({
        id: course.id,
        slug: course.slug,
        title,
        timezone: course.timezone,
        role: 'instructor' as const,
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse({
      code: 'slug_taken',
      field: 'slug',
      message: `There is already a course at ${wanted.slug}.`,
      value: wanted.slug,
    });
  }
}

function courseProblems(course: NewCourse): Problem[] {
  const problems: Problem[] = [];
  if (!SLUG.test(course.slug)) {
    const message = 'Use 1 to 60 small letters, digits and inner hyphens, e.g. ml2021spring.';
    problems.push({ code: 'bad_slug', field: 'slug', message, value: course.slug.slice(0, 60) });
  }
  if (course.title === '' || course.title.length > TITLE_MAX) {
    problems.push({
      code: 'bad_title',
      field: 'title',
      message: `Give a title of 1 to ${TITLE_MAX} characters.`,
    });
  }
  const zone = parseTimeZone(course.timezone);
  if (!zone.ok) problems.push(...zone.problems);
  return problems;
}

/** The courses a person is in, newest first. */
export async function coursesOf(
  viewer: Viewer,
): Promise<readonly (CourseView & { readonly displayName: string })[]> {
  const enrolments = await db().enrolment.findMany({
    where: { ...ownEnrolments(viewer), user: { disabledAt: null } },
    include: { course: true },
    orderBy: { course: { createdAt: 'desc' } },
  });
  return enrolments.map(({ course, role, displayName }) => ({
    id: course.id,
    slug: course.slug,
    title: course.title,
    timezone: course.timezone,
    role,
    displayName,
  }));
}
