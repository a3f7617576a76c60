import { z } from 'zod';
import { LAST_EXTENSION } from '@/lib/assignment/deadlines-sql';
import type { Direction } from '@/lib/metrics/metric.types';
import type { Db, Tx } from '@/lib/platform/database/client';
import { Prisma } from '@/lib/platform/prisma-client/client';

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
  /** When the last extension of anybody ends; null: nobody has one. */
  readonly lastExtension: Date | null;
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

/** A competition with what belongs to it in one statement: it stands before everything a request does. */
export const COMPETITION = Prisma.sql`
  c.assignment_id AS id, a.slug, a.title, a.course_id AS "courseId", o.slug AS "courseSlug", o.title AS "courseTitle",
  a.timezone, a.opens_at AS "opensAt", a.closes_at AS "closesAt", ${LAST_EXTENSION} AS "lastExtension", c.metric, c.direction, c.id_column AS "idColumn",
  coalesce(c.target_columns, '{}') AS "targetColumns", coalesce(c.labels, '{}') AS labels, c.split, c.daily_limit AS "dailyLimit", c.limit_timezone AS "limitTimezone",
  c.failed_per_day_max AS "failedPerDayMax", c.final_submissions AS "finalSubmissions", c.reveal_mode::text AS "revealMode",
  c.revealed_at AS "revealedAt", c.precision, c.file_bytes_max AS "fileBytesMax", c.rules_required AS "rulesRequired",
  c.late_submissions AS "lateSubmissions",
  CASE WHEN s.id IS NULL THEN NULL ELSE jsonb_build_object('id', s.id, 'number', s.number, 'sha256', s.sha256,
    'rowsPublic', s.rows_public, 'rowsPrivate', s.rows_private, 'rowsIgnored', s.rows_ignored) END AS solution`;
export const FROM = Prisma.sql`
  FROM competition c
  JOIN assignment a ON a.id = c.assignment_id
  JOIN course o ON o.id = a.course_id
  LEFT JOIN solution_version s ON s.id = c.active_solution_id`;

export type CompetitionRow = Omit<Competition, 'split' | 'direction'> & {
  readonly split: unknown;
  readonly direction: string;
};

export function competitionOf({ split, direction, ...row }: CompetitionRow): Competition {
  return {
    ...row,
    direction: direction === 'lower_is_better' ? direction : 'higher_is_better',
    split: split === null ? null : splitSchema.parse(split),
  };
}

export async function loadCompetition(tx: Db | Tx, competitionId: string): Promise<Competition | null> {
  const rows = await tx.$queryRaw<CompetitionRow[]>`
    SELECT ${COMPETITION} ${FROM} WHERE c.assignment_id = ${competitionId}::uuid`;
  return rows[0] ? competitionOf(rows[0]) : null;
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
