import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { enterAsStaff } from '@/lib/staff/enter-as-staff';

export interface StaffParticipant {
  readonly userId: string;
  /** null: has not entered the competition yet. */
  readonly participantId: string | null;
  readonly name: string;
  readonly studentId: string | null;
  readonly role: string;
  readonly entries: number;
  readonly bestScore: number | null;
  readonly hidden: boolean;
  readonly exceptions: number;
}

/** Everyone of the course who may take part, with how far they have come. */
export async function listParticipants(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<readonly StaffParticipant[]>> {
  const entered = await enterAsStaff(db(), viewer, competitionId);
  if (!entered.ok) return entered;
  const { courseId } = entered.value.competition;
  return ok(
    await db().$queryRaw<StaffParticipant[]>`
      SELECT e.user_id AS "userId", p.id AS "participantId", e.display_name AS name, u.student_id AS "studentId", e.role::text AS role,
             coalesce(b.entries, 0) AS entries, b.best_score AS "bestScore", p.hidden_at IS NOT NULL AS hidden,
             (SELECT count(*)::int FROM participant_exception x WHERE x.participant_id = p.id) AS exceptions
      FROM enrolment e
      JOIN "user" u ON u.id = e.user_id
      LEFT JOIN participant p ON p.user_id = e.user_id AND p.competition_id = ${competitionId}::uuid
      LEFT JOIN board_entry b ON b.participant_id = p.id
      WHERE e.course_id = ${courseId}::uuid AND e.removed_at IS NULL AND e.role IN ('student', 'auditor')
      ORDER BY e.display_name`,
  );
}
