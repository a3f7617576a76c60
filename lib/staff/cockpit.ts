import type { Phase } from '@/lib/assignment/access.core';
import { bySlugs } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { stillSubmitting, type StillSubmitting } from '@/lib/assignment/still-submitting';
import type { Competition } from '@/lib/assignment/competition';
import type { Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { reaches } from '@/lib/staff/reaches.core';

export interface Cockpit {
  readonly competition: Competition;
  readonly phase: Phase;
  /** Who can still submit after the deadline of all; empty before it. */
  readonly stillSubmitting: readonly StillSubmitting[];
  readonly people: { readonly enrolled: number; readonly rulesAccepted: number; readonly submitted: number };
  readonly queue: {
    readonly waiting: number;
    readonly scoring: number;
    /** ISO 8601: when the submission that has waited longest was accepted; null where none waits. */
    readonly oldestAt: string | null;
  };
  readonly submissions: { readonly scored: number; readonly invalid: number; readonly failed: number };
  /** Invalid files by the code of their first problem, most frequent first. */
  readonly invalidKinds: readonly { readonly code: string; readonly count: number }[];
  /** Submissions of the last 48 hours by hour, oldest first; hours without any are left out. ISO 8601. */
  readonly perHour: readonly { readonly hour: string; readonly count: number }[];
  readonly baselines: readonly {
    readonly name: string;
    readonly publicScore: number | null;
    readonly privateScore: number | null;
    /** How many participants score at least as well, on each board. */
    readonly reachedPublic: number;
    readonly reachedPrivate: number;
  }[];
  /** Students who have sent nothing. */
  readonly notStarted: readonly {
    readonly userId: string;
    readonly name: string;
    readonly studentId: string | null;
  }[];
}

/**
 * How a competition stands, for its staff. What is said of people, and the submissions per hour, leave out staff and hidden
 * people (A10); the queue and the counts of files are those of the machine and hold everything.
 */
export async function readCockpit(
  viewer: Viewer,
  courseSlug: string,
  slug: string,
): Promise<Result<Cockpit>> {
  const entered = await enter(db(), viewer, bySlugs(courseSlug, slug), 'staff');
  if (!entered.ok) return entered;
  const { competition, phase } = entered.value;
  const { id } = competition;
  const isOver = phase === 'closed' || phase === 'revealed';
  const [people, statuses, oldest, invalidKinds, perHour, baselines, notStarted, still] = await Promise.all([
    countPeople(competition),
    db().submission.groupBy({ by: ['status'], where: { competitionId: id }, _count: true }),
    db().submission.aggregate({
      where: { competitionId: id, status: { in: ['queued', 'scoring'] } },
      _min: { acceptedAt: true },
    }),
    db().$queryRaw<{ code: string; count: number }[]>`
      SELECT problems->0->>'code' AS code, count(*)::int AS count FROM submission
      WHERE competition_id = ${id}::uuid AND status = 'invalid' GROUP BY 1 ORDER BY 2 DESC LIMIT 12`,
    countPerHour(competition),
    baselinesReached(viewer, competition),
    peopleWithoutSubmission(competition),
    isOver ? stillSubmitting(db(), id) : [],
  ]);
  const count = (status: string): number => statuses.find((each) => each.status === status)?._count ?? 0;
  return ok({
    competition,
    phase,
    stillSubmitting: still,
    people,
    queue: {
      waiting: count('queued'),
      scoring: count('scoring'),
      oldestAt: oldest._min.acceptedAt?.toISOString() ?? null,
    },
    submissions: { scored: count('scored'), invalid: count('invalid'), failed: count('failed') },
    invalidKinds,
    perHour,
    baselines,
    notStarted,
  });
}

async function countPeople(competition: Competition): Promise<Cockpit['people']> {
  const rows = await db().$queryRaw<Cockpit['people'][]>`
    SELECT count(*)::int AS enrolled,
           count(p.rules_accepted_at)::int AS "rulesAccepted",
           (count(*) FILTER (WHERE EXISTS (SELECT 1 FROM submission s WHERE s.participant_id = p.id AND s.status <> 'invalid')))::int AS submitted
    FROM enrolment e LEFT JOIN participant p ON p.user_id = e.user_id AND p.competition_id = ${competition.id}::uuid
    WHERE e.course_id = ${competition.courseId}::uuid AND e.removed_at IS NULL AND e.role IN ('student', 'auditor') AND p.hidden_at IS NULL`;
  return rows[0] ?? { enrolled: 0, rulesAccepted: 0, submitted: 0 };
}

async function countPerHour(competition: Competition): Promise<Cockpit['perHour']> {
  const rows = await db().$queryRaw<{ hour: Date; count: number }[]>`
    SELECT date_trunc('hour', s.accepted_at) AS hour, count(*)::int AS count
    FROM submission s
    JOIN participant p ON p.id = s.participant_id AND p.hidden_at IS NULL
    JOIN enrolment e ON e.user_id = p.user_id AND e.course_id = ${competition.courseId}::uuid
                    AND e.removed_at IS NULL AND e.role IN ('student', 'auditor')
    WHERE s.competition_id = ${competition.id}::uuid AND s.accepted_at > app_now() - interval '48 hours'
    GROUP BY 1 ORDER BY 1`;
  return rows.map((each) => ({ hour: each.hour.toISOString(), count: each.count }));
}

/** Counted on the boards themselves, so that they hold the same people. */
async function baselinesReached(viewer: Viewer, competition: Competition): Promise<Cockpit['baselines']> {
  const [baselines, open, hidden] = await Promise.all([
    db().baseline.findMany({ where: { competitionId: competition.id }, orderBy: { position: 'asc' } }),
    readBoard(viewer, competition.id, 'public'),
    readBoard(viewer, competition.id, 'private'),
  ]);
  const count = (board: typeof open, score: number | null): number =>
    board.ok && score !== null ? reaches(parseBoard(board.value), score, competition.precision) : 0;
  return baselines.map(({ name, publicScore, privateScore }) => ({
    name,
    publicScore,
    privateScore,
    reachedPublic: count(open, publicScore),
    reachedPrivate: count(hidden, privateScore),
  }));
}

function peopleWithoutSubmission(competition: Competition): Promise<Cockpit['notStarted']> {
  return db().$queryRaw<{ userId: string; name: string; studentId: string | null }[]>`
    SELECT e.user_id AS "userId", e.display_name AS name, u.student_id AS "studentId"
    FROM enrolment e
    JOIN "user" u ON u.id = e.user_id
    LEFT JOIN participant p ON p.user_id = e.user_id AND p.competition_id = ${competition.id}::uuid
    WHERE e.course_id = ${competition.courseId}::uuid AND e.removed_at IS NULL AND e.role = 'student' AND p.hidden_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.participant_id = p.id)
    ORDER BY 2`;
}
