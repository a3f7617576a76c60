import { Prisma } from '@/lib/platform/prisma-client/client';

/**
 * Fragments of SQL that answer, for an assignment `a` of a statement, which extensions hold. They lie with the participant;
 * `deadline.core.ts` says what follows from them.
 */

/** When the last extension ends of the person whose id the fragment `userId` gives; null: they have none. */
export function extensionOf(userId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT max(x.closes_at) FROM participant_exception x JOIN participant p ON p.id = x.participant_id
    WHERE p.competition_id = a.id AND p.user_id = ${userId})`;
}

/** The same as an instant: the deadline that holds for that person. */
export function deadlineOf(userId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`greatest(a.closes_at, ${extensionOf(userId)})`;
}

/** People of the course with an extension: `p.user_id` and `x.closes_at`. Who was removed or is disabled submits nothing; staff compete with nobody. */
export const EXTENDED_PEOPLE = Prisma.sql`
  participant_exception x
  JOIN participant p ON p.id = x.participant_id
  JOIN enrolment pe ON pe.user_id = p.user_id AND pe.removed_at IS NULL AND pe.role IN ('student', 'auditor')
  JOIN "user" pu ON pu.id = p.user_id AND pu.disabled_at IS NULL`;

/** When the last extension of anybody ends. */
export const LAST_EXTENSION = Prisma.sql`(
  SELECT max(x.closes_at) FROM ${EXTENDED_PEOPLE} WHERE p.competition_id = a.id AND pe.course_id = a.course_id)`;
