import { EXTENDED_PEOPLE } from '@/lib/assignment/deadlines-sql';
import type { Db, Tx } from '@/lib/platform/database/client';

/** Somebody whose extension has not ended. */
export interface StillSubmitting {
  readonly userId: string;
  readonly name: string;
  readonly studentId: string | null;
  /** Their own deadline: the first instant that no longer counts. */
  readonly closesAt: Date;
}

/**
 * Who may still submit what counts after the deadline of all: students and auditors of the course with an extension that has
 * not ended, by deadline and name. Exact where the caller holds the assignment's lock: nobody else gives an
 * extension, moves a deadline, or reveals.
 */
export function stillSubmitting(tx: Db | Tx, assignmentId: string): Promise<StillSubmitting[]> {
  return tx.$queryRaw<StillSubmitting[]>`
    SELECT pu.id AS "userId", pu.name, pu.student_id AS "studentId", max(x.closes_at) AS "closesAt"
    FROM assignment a, ${EXTENDED_PEOPLE}
    WHERE a.id = ${assignmentId}::uuid AND p.competition_id = a.id AND pe.course_id = a.course_id
    GROUP BY pu.id HAVING max(x.closes_at) > app_now()
    ORDER BY max(x.closes_at), pu.name, pu.id`;
}
