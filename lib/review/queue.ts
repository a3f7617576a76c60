import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { handinPart, isMasked } from '@/lib/handin/handin-part';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { untaken } from '@/lib/platform/database/locks';
import { ok, type Result } from '@/lib/platform/result';

export interface QueueLine {
  readonly handinId: number;
  /** Who it is; null for all three where reviewers are not to know. */
  readonly userId: string | null;
  readonly name: string | null;
  readonly studentId: string | null;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly lateDays: number;
  readonly files: number;
  readonly reportWords: number | null;
  readonly reportCharacters: number | null;
  readonly status: 'waiting' | 'taken' | 'done';
  readonly reviewer: string | null;
  /** Sum of the points given, as a decimal text; null: none yet. */
  readonly total: string | null;
  readonly unreasonable: boolean;
}

export interface ReviewQueue {
  readonly lines: readonly QueueLine[];
  /** Students who have handed in nothing. */
  readonly missing: readonly {
    readonly userId: string;
    readonly name: string;
    readonly studentId: string | null;
  }[];
  readonly missingCount: number;
  /** Reviewers are not to know whose hand-ins they are: no names, no IDs, nobody named as missing. */
  readonly isMasked: boolean;
  /** ISO 8601; null: students don't see their reviews yet. */
  readonly publishedAt: string | null;
}

/** Every student's last hand-in with how its review stands, those that wait first, the oldest first. */
export async function reviewQueue(viewer: Viewer, assignmentId: string): Promise<Result<ReviewQueue>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'staff', handinPart);
  if (!access.ok) return access;
  const { courseId } = access.value.entered.competition;
  const [lines, missing] = await Promise.all([
    db().$queryRaw<(Omit<QueueLine, 'receivedAt'> & { receivedAt: Date })[]>`
      SELECT h.id AS "handinId", h.user_id AS "userId", coalesce(e.display_name, u.name) AS name, u.student_id AS "studentId",
             h.received_at AS "receivedAt", h.late_days AS "lateDays", jsonb_array_length(h.entries) AS files,
             h.report_words AS "reportWords", h.report_characters AS "reportCharacters", w.name AS reviewer, r.unreasonable,
             CASE WHEN r.completed_at IS NOT NULL THEN 'done'
                  WHEN r.claimed_until > app_now() THEN 'taken' ELSE 'waiting' END AS status,
             (SELECT sum(value::numeric)::text FROM jsonb_each_text(r.points)) AS total
      FROM handin h
      JOIN (SELECT max(id) AS id FROM handin WHERE assignment_id = ${assignmentId}::uuid GROUP BY user_id) last ON last.id = h.id
      JOIN review r ON r.handin_id = h.id
      JOIN "user" u ON u.id = h.user_id
      LEFT JOIN "user" w ON w.id = r.reviewer_id
      JOIN enrolment e ON e.user_id = u.id AND e.course_id = ${courseId}::uuid AND e.role IN ('student', 'auditor')
      ORDER BY r.completed_at IS NOT NULL, h.received_at`,
    db().$queryRaw<ReviewQueue['missing'][number][]>`
      SELECT u.id AS "userId", e.display_name AS name, u.student_id AS "studentId"
      FROM enrolment e JOIN "user" u ON u.id = e.user_id
      WHERE e.course_id = ${courseId}::uuid AND e.role = 'student' AND e.removed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM handin h WHERE h.assignment_id = ${assignmentId}::uuid AND h.user_id = u.id)
      ORDER BY 2`,
  ]);
  const masked = isMasked(access.value);
  return ok({
    lines: lines.map((line) => ({
      ...line,
      ...(masked ? { userId: null, name: null, studentId: null } : {}),
      receivedAt: line.receivedAt.toISOString(),
    })),
    // Who is named as missing is not among the nameless.
    missing: masked ? [] : missing,
    missingCount: missing.length,
    isMasked: masked,
    publishedAt: access.value.publishedAt?.toISOString() ?? null,
  });
}

/** So long a hand-in is kept for who took it; every save begins it anew. */
const CLAIM_MINUTES = 30;

/**
 * Gives the viewer the next hand-in nobody works on, the oldest first; the one they have taken already comes before it. null:
 * none is left. Two who ask at once never get the same.
 */
export async function claimNext(viewer: Viewer, assignmentId: string): Promise<Result<number | null>> {
  return db().$transaction(async (tx) => {
    const access = await enter(tx, viewer, byId(assignmentId), 'staff', handinPart);
    if (!access.ok) return access;
    const [next] = await tx.$queryRaw<{ id: number }[]>`
      SELECT r.handin_id AS id FROM review r JOIN handin h ON h.id = r.handin_id
      WHERE h.assignment_id = ${assignmentId}::uuid AND r.completed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM handin later WHERE later.assignment_id = h.assignment_id AND later.user_id = h.user_id AND later.id > h.id)
        AND (r.claimed_until IS NULL OR r.claimed_until <= app_now() OR r.reviewer_id = ${viewer.userId}::uuid)
      ORDER BY (r.reviewer_id = ${viewer.userId}::uuid AND r.claimed_until > app_now()) DESC NULLS LAST, h.received_at, h.id
      LIMIT 1 ${untaken('r')}`;
    if (!next) return ok(null);
    await tx.$executeRaw`
      UPDATE review SET reviewer_id = ${viewer.userId}::uuid, claimed_until = app_now() + make_interval(mins => ${CLAIM_MINUTES}::int)
      WHERE handin_id = ${next.id}`;
    return ok(next.id);
  });
}
