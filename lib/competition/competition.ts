import { z } from 'zod';
import { phaseAt } from '@/lib/competition/phases.core';
import { canSeeAssignment, type Phase, type Role } from '@/lib/identity/access.core';
import { courseAccess, notFound, type CourseAccess, type Viewer } from '@/lib/identity/viewer';
import type { Direction } from '@/lib/metrics/metric.types';
import { databaseNow } from '@/lib/platform/clock';
import type { Db, Tx } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

const splitSchema = z.object({
  public: z.number().gt(0).lt(1),
  seed: z.string(),
  by: z.enum(['random', 'stratified', 'grouped']),
  column: z.string().optional(),
});
export type SplitSettings = z.infer<typeof splitSchema>;

/** A competition with what its rules need of the assignment and course; times are instants. */
export interface Competition {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly courseId: string;
  readonly courseSlug: string;
  readonly courseTitle: string;
  readonly timezone: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly metric: string;
  readonly direction: Direction;
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
  readonly labels: readonly string[];
  readonly split: SplitSettings | null;
  readonly dailyLimit: number | null;
  readonly limitTimezone: string;
  readonly failedPerDayMax: number;
  readonly finalSubmissions: number;
  readonly revealMode: 'at_close' | 'manual';
  readonly revealedAt: Date | null;
  readonly precision: number;
  readonly fileBytesMax: number;
  readonly rulesRequired: boolean;
  readonly lateSubmissions: boolean;
  readonly solution: Solution | null;
}

export interface Solution {
  readonly id: string;
  readonly number: number;
  readonly sha256: string;
  readonly rowsPublic: number;
  readonly rowsPrivate: number;
  readonly rowsIgnored: number;
}

/** What a request about a competition stands on: the competition, the asker's role in it, and the phase right now. */
export interface CompetitionAccess {
  readonly competition: Competition;
  readonly access: CourseAccess;
  readonly role: Role;
  readonly phase: Phase;
  /** The database's clock. */
  readonly now: Date;
}

const include = { assignment: { include: { course: true } }, activeSolution: true } as const;

export async function loadCompetition(tx: Db | Tx, competitionId: string): Promise<Competition | null> {
  const row = await tx.competition.findUnique({ where: { assignmentId: competitionId }, include });
  if (!row) return null;
  const { assignment, activeSolution, assignmentId, split, direction, ...settings } = row;
  return {
    ...settings,
    id: assignmentId,
    slug: assignment.slug,
    title: assignment.title,
    courseId: assignment.courseId,
    courseSlug: assignment.course.slug,
    courseTitle: assignment.course.title,
    timezone: assignment.timezone,
    opensAt: assignment.opensAt,
    closesAt: assignment.closesAt,
    direction: direction === 'lower_is_better' ? direction : 'higher_is_better',
    split: split === null ? null : splitSchema.parse(split),
    solution: activeSolution,
  };
}

/** The competition's id by the slugs of its address; null where there is none. */
export async function findCompetitionId(
  tx: Db | Tx,
  courseSlug: string,
  assignmentSlug: string,
): Promise<string | null> {
  const row = await tx.competition.findFirst({
    where: { assignment: { slug: assignmentSlug, course: { slug: courseSlug } } },
    select: { assignmentId: true },
  });
  return row?.assignmentId ?? null;
}

/**
 * The one gate to a competition: refuses, with the same answer as for one that does not exist, whoever is not enrolled or
 * may not see it yet.
 */
export async function enterCompetition(
  tx: Db | Tx,
  viewer: Viewer,
  competitionId: string,
): Promise<Result<CompetitionAccess>> {
  const competition = await loadCompetition(tx, competitionId);
  if (!competition) return notFound('competition');
  const access = await courseAccess(tx, viewer, competition.courseId);
  if (!access) return notFound('competition');
  const now = await databaseNow(tx);
  const phase = phaseAt(competition, now);
  if (!canSeeAssignment(access.role, phase)) return notFound('competition');
  return ok({ competition, access, role: access.role, phase, now });
}
