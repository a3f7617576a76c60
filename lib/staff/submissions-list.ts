import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Problem, type Result } from '@/lib/platform/result';
import { enterAsStaff, enterBySubmission } from '@/lib/staff/enter-as-staff';

type Status = 'queued' | 'scoring' | 'scored' | 'invalid' | 'failed';

export interface StaffSubmission {
  readonly id: number;
  readonly person: string;
  readonly studentId: string | null;
  /** ISO 8601. */
  readonly acceptedAt: string;
  readonly status: Status;
  readonly publicScore: number | null;
  readonly privateScore: number | null;
  readonly selected: boolean;
  readonly invalidated: boolean;
  readonly description: string;
  readonly fileName: string;
}

const LISTED_MAX = 500;

/** Submissions of a competition, newest first; `status` and `search` (name, student ID, number) narrow them. */
export async function listSubmissions(
  viewer: Viewer,
  competitionId: string,
  filter: { readonly status: Status | null; readonly search: string },
): Promise<Result<{ readonly rows: readonly StaffSubmission[]; readonly total: number }>> {
  const entered = await enterAsStaff(db(), viewer, competitionId);
  if (!entered.ok) return entered;
  const pattern = `%${filter.search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db().$queryRaw<(StaffSubmission & { at: Date; total: number })[]>`
    SELECT s.id, e.display_name AS person, u.student_id AS "studentId", s.accepted_at AS at, s.status::text AS status,
           score.public_score AS "publicScore", score.private_score AS "privateScore", s.selected_at IS NOT NULL AS selected,
           s.invalidated_at IS NOT NULL AS invalidated, s.description, s.file_name AS "fileName", (count(*) OVER ())::int AS total
    FROM submission s
    JOIN competition c ON c.assignment_id = s.competition_id
    JOIN assignment a ON a.id = c.assignment_id
    JOIN participant p ON p.id = s.participant_id
    JOIN "user" u ON u.id = p.user_id
    LEFT JOIN enrolment e ON e.user_id = u.id AND e.course_id = a.course_id
    LEFT JOIN score ON score.submission_id = s.id AND score.solution_id = c.active_solution_id AND score.metric = c.metric
    WHERE s.competition_id = ${competitionId}::uuid
      AND (${filter.status}::text IS NULL OR s.status::text = ${filter.status})
      AND (e.display_name ILIKE ${pattern} OR u.student_id ILIKE ${pattern} OR s.id::text LIKE ${pattern})
    ORDER BY s.accepted_at DESC, s.id DESC LIMIT ${LISTED_MAX}`;
  return ok({
    rows: rows.map(({ at, total: _total, ...row }) => ({ ...row, acceptedAt: at.toISOString() })),
    total: rows[0]?.total ?? 0,
  });
}

export interface StaffSubmissionDetail {
  readonly id: number;
  readonly competitionId: string;
  readonly person: string;
  readonly status: Status;
  readonly sha256: string;
  readonly bytes: number;
  readonly fileName: string;
  readonly description: string;
  readonly source: string;
  readonly acceptedAt: string;
  readonly late: boolean;
  readonly countsForLimit: boolean;
  readonly selected: boolean;
  readonly invalidatedReason: string | null;
  readonly problems: readonly Problem[];
  readonly failure: string | null;
  readonly tries: number;
  readonly scores: readonly {
    readonly version: number;
    readonly metric: string;
    readonly publicScore: number | null;
    readonly privateScore: number | null;
    readonly active: boolean;
  }[];
  readonly precision: number;
  readonly timezone: string;
}

/** One submission with everything staff may want to know of it. */
export async function submissionDetail(viewer: Viewer, id: number): Promise<Result<StaffSubmissionDetail>> {
  const entered = await enterBySubmission(db(), viewer, id);
  if (!entered.ok) return entered;
  const { competition } = entered.value;
  const row = await db().submission.findUniqueOrThrow({
    where: { id },
    include: {
      scores: { include: { solution: true }, orderBy: { createdAt: 'asc' } },
      participant: {
        include: { user: { include: { enrolments: { where: { courseId: competition.courseId } } } } },
      },
    },
  });
  return ok({
    id,
    competitionId: competition.id,
    person: row.participant.user.enrolments[0]?.displayName ?? row.participant.user.name,
    status: row.status,
    sha256: row.sha256,
    bytes: row.fileBytes,
    fileName: row.fileName,
    description: row.description,
    source: row.source,
    acceptedAt: row.acceptedAt.toISOString(),
    late: row.late,
    countsForLimit: row.countsForLimit,
    selected: row.selectedAt !== null,
    invalidatedReason: row.invalidatedAt ? (row.invalidatedReason ?? '') : null,
    problems: (row.problems as readonly Problem[] | null) ?? [],
    failure: row.failure,
    tries: row.tries,
    scores: row.scores.map((score) => ({
      version: score.solution.number,
      metric: score.metric,
      publicScore: score.publicScore,
      privateScore: score.privateScore,
      active: score.solutionId === competition.solution?.id && score.metric === competition.metric,
    })),
    precision: competition.precision,
    timezone: competition.timezone,
  });
}
