import { findCompetitionId, type Competition } from '@/lib/competition/competition';
import { isStaff, type Phase } from '@/lib/identity/access.core';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { enterAsStaff } from '@/lib/staff/enter-as-staff';

export interface Cockpit {
  readonly competition: Competition;
  readonly phase: Phase;
  readonly people: { readonly enrolled: number; readonly rulesAccepted: number; readonly submitted: number };
  readonly queue: { readonly waiting: number; readonly scoring: number };
  readonly submissions: { readonly scored: number; readonly invalid: number; readonly failed: number };
  /** Invalid files by the code of their first problem, most frequent first. */
  readonly invalidKinds: readonly { readonly code: string; readonly count: number }[];
  /** Submissions of the last 48 hours by hour, oldest first; hours without any are left out. ISO 8601. */
  readonly perHour: readonly { readonly hour: string; readonly count: number }[];
  readonly baselines: readonly {
    readonly name: string;
    readonly publicScore: number | null;
    readonly privateScore: number | null;
    readonly beatenBy: number;
  }[];
  readonly notStarted: readonly { readonly name: string; readonly studentId: string | null }[];
}

/** How a competition stands, for its staff; counts leave out staff and hidden people (A10). */
export async function readCockpit(
  viewer: Viewer,
  courseSlug: string,
  slug: string,
): Promise<Result<Cockpit>> {
  const id = await findCompetitionId(db(), courseSlug, slug);
  if (!id) return notFound('competition');
  const entered = await enterAsStaff(db(), viewer, id);
  if (!entered.ok) return notFound('competition');
  const { competition, phase } = entered.value;
  const [people, statuses, invalidKinds, perHour, baselines, notStarted] = await Promise.all([
    countPeople(competition),
    db().submission.groupBy({ by: ['status'], where: { competitionId: id }, _count: true }),
    db().$queryRaw<{ code: string; count: number }[]>`
      SELECT problems->0->>'code' AS code, count(*)::int AS count FROM submission
      WHERE competition_id = ${id}::uuid AND status = 'invalid' GROUP BY 1 ORDER BY 2 DESC LIMIT 12`,
    db().$queryRaw<{ hour: Date; count: number }[]>`
      SELECT date_trunc('hour', accepted_at) AS hour, count(*)::int AS count FROM submission
      WHERE competition_id = ${id}::uuid AND accepted_at > app_now() - interval '48 hours' GROUP BY 1 ORDER BY 1`,
    baselinesBeaten(competition),
    peopleWithoutSubmission(competition),
  ]);
  const count = (status: string): number => statuses.find((each) => each.status === status)?._count ?? 0;
  return ok({
    competition,
    phase,
    people,
    queue: { waiting: count('queued'), scoring: count('scoring') },
    submissions: { scored: count('scored'), invalid: count('invalid'), failed: count('failed') },
    invalidKinds,
    perHour: perHour.map((each) => ({ hour: each.hour.toISOString(), count: each.count })),
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

async function baselinesBeaten(competition: Competition): Promise<Cockpit['baselines']> {
  const [baselines, entries] = await Promise.all([
    db().baseline.findMany({ where: { competitionId: competition.id }, orderBy: { position: 'asc' } }),
    db().boardEntry.findMany({
      where: { competitionId: competition.id, participant: { hiddenAt: null } },
      select: { bestScore: true },
    }),
  ]);
  const reaches = (score: number, baseline: number): boolean =>
    competition.direction === 'higher_is_better' ? score >= baseline : score <= baseline;
  return baselines.map(({ name, publicScore, privateScore }) => ({
    name,
    publicScore,
    privateScore,
    beatenBy:
      publicScore === null
        ? 0
        : entries.filter((entry) => entry.bestScore !== null && reaches(entry.bestScore, publicScore)).length,
  }));
}

function peopleWithoutSubmission(competition: Competition): Promise<Cockpit['notStarted']> {
  return db().$queryRaw<{ name: string; studentId: string | null }[]>`
    SELECT e.display_name AS name, u.student_id AS "studentId"
    FROM enrolment e JOIN "user" u ON u.id = e.user_id
    WHERE e.course_id = ${competition.courseId}::uuid AND e.removed_at IS NULL AND e.role = 'student'
      AND NOT EXISTS (SELECT 1 FROM submission s JOIN participant p ON p.id = s.participant_id
                      WHERE p.user_id = e.user_id AND p.competition_id = ${competition.id}::uuid)
    ORDER BY 1`;
}

export interface StaffCourse {
  readonly slug: string;
  readonly title: string;
  readonly timezone: string;
  readonly assignments: readonly {
    readonly slug: string;
    readonly title: string;
    readonly submissions: number;
  }[];
}

/** A course as its staff see it. */
export async function staffCourse(viewer: Viewer, slug: string): Promise<Result<StaffCourse>> {
  const course = await db().course.findUnique({
    where: { slug },
    include: {
      assignments: {
        include: { competition: { include: { _count: { select: { submissions: true } } } } },
        orderBy: { opensAt: 'asc' },
      },
    },
  });
  const access = course && (await courseAccess(db(), viewer, course.id));
  if (!course || !access || !isStaff(access.role)) return notFound('course');
  return ok({
    slug: course.slug,
    title: course.title,
    timezone: course.timezone,
    assignments: course.assignments.map((each) => ({
      slug: each.slug,
      title: each.title,
      submissions: each.competition?._count.submissions ?? 0,
    })),
  });
}
