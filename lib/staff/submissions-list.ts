import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export type SubmissionStatus = 'queued' | 'scoring' | 'scored' | 'invalid' | 'failed';

export interface StaffSubmission {
  readonly id: number;
  readonly userId: string;
  readonly person: string;
  readonly studentId: string | null;
  /** ISO 8601. */
  readonly acceptedAt: string;
  readonly status: SubmissionStatus;
  readonly publicScore: number | null;
  readonly privateScore: number | null;
  readonly selected: boolean;
  readonly invalidated: boolean;
  readonly description: string;
  readonly fileName: string;
  /** How many problems an invalid file has; 0 for others. */
  readonly problemCount: number;
  /** The code of the first. */
  readonly problem: string | null;
  readonly late: boolean;
}

/** Narrows the list; what is left out does not. */
export interface SubmissionFilter {
  readonly status?: SubmissionStatus | null;
  /** Part of a name, a student ID or a number. */
  readonly search?: string;
  readonly userId?: string;
  /** Only submissions older than this one. */
  readonly before?: number | null;
}

/** A class of 1,300 sends some 100,000 files a term: too many for one page. */
export const LISTED_MAX = 1_000;

/** Submissions of a competition, newest first, at most `LISTED_MAX`; `total`: how many fit. */
export async function listSubmissions(
  viewer: Viewer,
  competitionId: string,
  filter: SubmissionFilter,
): Promise<Result<{ readonly rows: readonly StaffSubmission[]; readonly total: number }>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const { status = null, search = '', userId = null, before = null } = filter;
  const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db().$queryRaw<(StaffSubmission & { at: Date; total: number })[]>`
    SELECT s.id, u.id AS "userId", coalesce(e.display_name, u.name) AS person, u.student_id AS "studentId",
           s.accepted_at AS at, s.status::text AS status, score.public_score AS "publicScore",
           score.private_score AS "privateScore", s.selected_at IS NOT NULL AS selected,
           s.invalidated_at IS NOT NULL AS invalidated, s.description, s.file_name AS "fileName", s.late,
           s.problem_count AS "problemCount", s.problems->0->>'code' AS problem, (count(*) OVER ())::int AS total
    FROM submission s
    JOIN competition c ON c.assignment_id = s.competition_id
    JOIN assignment a ON a.id = c.assignment_id
    JOIN participant p ON p.id = s.participant_id
    JOIN "user" u ON u.id = p.user_id
    LEFT JOIN enrolment e ON e.user_id = u.id AND e.course_id = a.course_id
    LEFT JOIN score ON score.submission_id = s.id AND score.solution_id = c.active_solution_id AND score.metric = c.metric
    WHERE s.competition_id = ${competitionId}::uuid
      AND (${status}::text IS NULL OR s.status::text = ${status})
      AND (${userId}::uuid IS NULL OR u.id = ${userId}::uuid)
      AND (${before}::int IS NULL OR (s.accepted_at, s.id) < (SELECT o.accepted_at, o.id FROM submission o WHERE o.id = ${before}))
      AND (coalesce(e.display_name, u.name) ILIKE ${pattern} OR u.student_id ILIKE ${pattern} OR s.id::text LIKE ${pattern})
    ORDER BY s.accepted_at DESC, s.id DESC LIMIT ${LISTED_MAX}`;
  return ok({
    rows: rows.map(({ at, total: _total, ...row }) => ({ ...row, acceptedAt: at.toISOString() })),
    total: rows[0]?.total ?? 0,
  });
}
