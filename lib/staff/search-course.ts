import { isStaff } from '@/lib/identity/roles.core';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

/** A place in the staff area a search leads to. */
export interface FoundPlace {
  readonly label: string;
  readonly href: string;
  /** What it is or where: an assignment, a student id. */
  readonly hint: string;
}

const FOUND_MAX = 12;

/** People by name or student ID (one place for each assignment) and submissions by number, of a course; for its staff. */
export async function searchCourse(
  viewer: Viewer,
  courseSlug: string,
  search: string,
): Promise<Result<readonly FoundPlace[]>> {
  const course = await db().course.findUnique({ where: { slug: courseSlug }, select: { id: true } });
  const access = course && (await courseAccess(db(), viewer, course.id));
  if (!course || !access || !isStaff(access.role)) return notFound('course');
  const wanted = search.trim();
  if (wanted === '') return ok([]);
  const pattern = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  const number = /^#?\d{1,9}$/.test(wanted) ? Number(wanted.replace('#', '')) : null;
  const [people, submissions] = await Promise.all([
    db().$queryRaw<{ id: string; name: string; studentId: string | null; slug: string; title: string }[]>`
      SELECT u.id, e.display_name AS name, u.student_id AS "studentId", a.slug, a.title
      FROM enrolment e JOIN "user" u ON u.id = e.user_id
      JOIN assignment a ON a.course_id = e.course_id
      JOIN competition c ON c.assignment_id = a.id
      WHERE e.course_id = ${course.id}::uuid AND e.removed_at IS NULL AND e.role IN ('student', 'auditor')
        AND (e.display_name ILIKE ${pattern} OR u.name ILIKE ${pattern} OR u.student_id ILIKE ${pattern})
      ORDER BY 2, a.opens_at LIMIT ${FOUND_MAX}`,
    db().$queryRaw<{ id: number; name: string; slug: string; title: string }[]>`
      SELECT s.id, coalesce(e.display_name, u.name) AS name, a.slug, a.title
      FROM submission s JOIN assignment a ON a.id = s.competition_id
      JOIN participant p ON p.id = s.participant_id JOIN "user" u ON u.id = p.user_id
      LEFT JOIN enrolment e ON e.user_id = u.id AND e.course_id = a.course_id
      WHERE a.course_id = ${course.id}::uuid AND s.id = ${number}::int`,
  ]);
  const base = `/staff/${courseSlug}`;
  return ok([
    ...submissions.map((each) => ({
      label: `#${each.id} ${each.name}`,
      href: `${base}/${each.slug}/submissions/${each.id}`,
      hint: each.title,
    })),
    ...people.map((each) => ({
      label: [each.name, each.studentId]
        .filter((part) => part && !each.name.startsWith(`${part}_`))
        .join(' '),
      href: `${base}/${each.slug}/participants/${each.id}`,
      hint: each.title,
    })),
  ]);
}
