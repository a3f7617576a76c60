import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import type { BoardKind } from '@/lib/leaderboard/snapshot';
import type { Viewer } from '@/lib/identity/viewer';
import type { BoardRow } from '@/lib/leaderboard/board.types';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { quotaDay } from '@/lib/submission/quota.core';

export interface StaffParticipant {
  readonly userId: string;
  /** null: has not entered the competition yet. */
  readonly participantId: string | null;
  readonly name: string;
  readonly studentId: string | null;
  readonly role: string;
  readonly rulesAccepted: boolean;
  /** Scored submissions that count. */
  readonly entries: number;
  /** Attempts used on the present day of the limit's zone. */
  readonly attemptsToday: number;
  /** What today's attempts are counted against, with the extra ones given; null: no limit. */
  readonly limitToday: number | null;
  readonly bestScore: number | null;
  /** null: not on the board. */
  readonly publicRank: number | null;
  /** On the private board, as displayed there; null: not on it. */
  readonly privateScore: number | null;
  readonly privateRank: number | null;
  readonly hidden: boolean;
  readonly exceptions: number;
}

type Stored = Omit<StaffParticipant, 'limitToday' | 'publicRank' | 'privateScore' | 'privateRank'> & {
  readonly extraToday: number;
};

/** Everyone of the course who may take part, with how far they have come and how they stand on both boards. */
export async function listParticipants(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<readonly StaffParticipant[]>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const { competition, now } = entered.value;
  const [rows, open, hidden] = await Promise.all([
    storedParticipants(competitionId, competition.courseId, quotaDay(now, competition.limitTimezone)),
    boardRows(viewer, competitionId, 'public'),
    boardRows(viewer, competitionId, 'private'),
  ]);
  return ok(
    rows.map(({ extraToday, ...row }) => {
      const place = row.participantId === null ? undefined : hidden.get(row.participantId);
      return {
        ...row,
        limitToday: competition.dailyLimit === null ? null : competition.dailyLimit + extraToday,
        publicRank: row.participantId === null ? null : (open.get(row.participantId)?.rank ?? null),
        privateScore: place ? Number(place.score) : null,
        privateRank: place?.rank ?? null,
      };
    }),
  );
}

function storedParticipants(competitionId: string, courseId: string, today: string): Promise<Stored[]> {
  return db().$queryRaw<Stored[]>`
    SELECT e.user_id AS "userId", p.id AS "participantId", e.display_name AS name, u.student_id AS "studentId",
           e.role::text AS role, p.rules_accepted_at IS NOT NULL AS "rulesAccepted", coalesce(b.entries, 0) AS entries,
           b.best_score AS "bestScore", p.hidden_at IS NOT NULL AS hidden,
           coalesce(used.count, 0) AS "attemptsToday", coalesce(given.count, 0) AS exceptions,
           coalesce(given.today, 0) AS "extraToday"
    FROM enrolment e
    JOIN "user" u ON u.id = e.user_id
    LEFT JOIN participant p ON p.user_id = e.user_id AND p.competition_id = ${competitionId}::uuid
    LEFT JOIN board_entry b ON b.participant_id = p.id
    LEFT JOIN LATERAL (
      SELECT count(*)::int AS count FROM submission s
      WHERE s.participant_id = p.id AND s.quota_day = ${today} AND s.counts_for_limit) used ON true
    LEFT JOIN LATERAL (
      SELECT count(*)::int AS count, (sum(x.attempts) FILTER (WHERE x.quota_day = ${today}))::int AS today
      FROM participant_exception x WHERE x.participant_id = p.id) given ON true
    WHERE e.course_id = ${courseId}::uuid AND e.removed_at IS NULL AND e.role IN ('student', 'auditor')
    ORDER BY e.display_name`;
}

/** A board's participants by their id. */
async function boardRows(
  viewer: Viewer,
  competitionId: string,
  which: BoardKind,
): Promise<ReadonlyMap<string, BoardRow>> {
  const board = await readBoard(viewer, competitionId, which);
  if (!board.ok) throw new Error(`staff could not read the ${which} board`);
  return new Map(parseBoard(board.value).rows.map((row) => [row.id, row]));
}
