import type { Db, Tx } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

/**
 * The users of a course by student ID (lower case); the IDs may come in any case. Problem: `not_enrolled`, which names those
 * who are not in the course.
 */
export async function findStudents(
  at: Db | Tx,
  courseId: string,
  studentIds: readonly string[],
): Promise<Result<ReadonlyMap<string, string>>> {
  const wanted = studentIds.map((each) => each.toLowerCase());
  const users = await at.user.findMany({
    where: { studentId: { in: wanted }, enrolments: { some: { courseId, removedAt: null } } },
    select: { id: true, studentId: true },
  });
  const found = new Map(users.map((user) => [user.studentId ?? '', user.id]));
  const missing = wanted.filter((each) => !found.has(each));
  if (missing.length === 0) return ok(found);
  const message = `Not enrolled in this course: ${missing.join(', ')}.`;
  return refuse({ code: 'not_enrolled', field: 'students', message });
}
