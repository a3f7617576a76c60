import type { Timetable } from '@/lib/assignment/deadline.core';
import { LAST_EXTENSION, extensionOf } from '@/lib/assignment/deadlines-sql';
import type { Db, Tx } from '@/lib/platform/database/client';
import { Prisma } from '@/lib/platform/prisma-client/client';

export interface CourseTimetable extends Timetable {
  readonly id: string;
  readonly courseId: string;
  readonly slug: string;
  readonly title: string;
  readonly timezone: string;
  /** When the last extension ends of the person who was asked for; null: they have none. */
  readonly ownExtension: Date | null;
}

/** The timetables of all competitions of these courses, as they are for one person. Lists; `enter` is the gate. */
export function timetablesOf(
  tx: Db | Tx,
  courseIds: readonly string[],
  userId: string,
): Promise<CourseTimetable[]> {
  return tx.$queryRaw<CourseTimetable[]>`
    SELECT a.id, a.course_id AS "courseId", a.slug, a.title, a.timezone, a.opens_at AS "opensAt",
      a.closes_at AS "closesAt", ${LAST_EXTENSION} AS "lastExtension",
      ${extensionOf(Prisma.sql`${userId}::uuid`)} AS "ownExtension",
      c.reveal_mode::text AS "revealMode", c.revealed_at AS "revealedAt"
    FROM assignment a JOIN competition c ON c.assignment_id = a.id
    WHERE a.course_id = ANY(${[...courseIds]}::uuid[])
    ORDER BY a.opens_at, a.id`;
}
