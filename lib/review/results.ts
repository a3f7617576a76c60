import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { entriesSchema } from '@/lib/handin/handin-view';
import { withSums } from '@/lib/handin/rubric.core';
import { handinSection } from '@/lib/handin/section';
import type { Tx } from '@/lib/platform/database/client';

/** What the grade book takes of a student's last hand-in. All numbers are decimal texts. */
export interface ReviewResult {
  readonly handinId: number;
  readonly points: Readonly<Record<string, string>>;
  readonly total: string;
  readonly complete: boolean;
  readonly unreasonable: boolean;
  /** Share of the points that is left after the penalty for lateness, 0 to 1. */
  readonly kept: string;
  readonly hasReport: boolean;
  readonly reportWords: number | null;
  readonly reportCharacters: number | null;
}

/** Every student's result by user id; who handed in nothing is not in it. null: the assignment has no hand-in. */
export async function reviewResults(tx: Tx, assignmentId: string): Promise<Map<string, ReviewResult> | null> {
  const settings = await handinSection.present(tx, assignmentId);
  if (!settings) return null;
  const rows = await tx.handin.findMany({
    where: { assignmentId },
    orderBy: { id: 'asc' },
    include: { review: true, reviewVersions: { orderBy: { number: 'desc' }, take: 1 } },
  });
  const penalty = new Decimal(settings.late?.penalty_per_day ?? 0);
  // In the order they came: a later one takes the place of an earlier one.
  return new Map(
    rows.map((row) => {
      // One that is open again still counts as it was.
      const counted = row.review?.completedAt == null ? (row.reviewVersions[0] ?? row.review) : row.review;
      const points = z.record(z.string(), z.string()).parse(counted?.points ?? {});
      const kept = Decimal.max(0, new Decimal(1).minus(penalty.times(row.lateDays)));
      const result: ReviewResult = {
        handinId: row.id,
        points: withSums(settings.rubric, points),
        total: Object.values(points)
          .reduce((sum, each) => sum.plus(each), new Decimal(0))
          .toString(),
        complete: counted?.completedAt != null,
        unreasonable: counted?.unreasonable ?? false,
        kept: kept.toString(),
        hasReport: entriesSchema
          .parse(row.entries)
          .some((entry) => entry.path.toLowerCase().endsWith('.pdf')),
        reportWords: row.reportWords,
        reportCharacters: row.reportCharacters,
      };
      return [row.userId, result] as const;
    }),
  );
}
