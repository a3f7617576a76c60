import { z } from 'zod';
import type { EnteredReview } from '@/lib/review/review-part';
import type { Tx } from '@/lib/platform/database/client';

const storedComment = z.object({
  id: z.string(),
  path: z.string(),
  cell: z.number().nullable(),
  line: z.number(),
  markdown: z.string(),
  author: z.string().nullable(),
});
export const storedComments = z.array(storedComment);

/** Keeps a finished review as it stands, with its line comments, before it changes. Nothing for one that is not finished. */
export async function keepVersion(tx: Tx, { row }: EnteredReview): Promise<void> {
  if (!row.review?.completedAt) return;
  await tx.$executeRaw`
    INSERT INTO review_version (handin_id, number, reviewer_id, points, comment, unreasonable, comments, completed_at, replaced_at)
    SELECT r.handin_id, coalesce((SELECT max(number) FROM review_version v WHERE v.handin_id = r.handin_id), 0) + 1,
           r.reviewer_id, r.points, r.comment, r.unreasonable,
           coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id, 'path', c.path, 'cell', c.cell, 'line', c.line,
                                                         'markdown', c.markdown, 'author', u.name) ORDER BY c.created_at)
                     FROM review_comment c LEFT JOIN "user" u ON u.id = c.author_id WHERE c.handin_id = r.handin_id), '[]'),
           r.completed_at, app_now()
    FROM review r WHERE r.handin_id = ${row.id}`;
}

export interface VersionLine {
  readonly number: number;
  readonly points: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly reviewer: string | null;
  /** ISO 8601: from when to when it held. */
  readonly completedAt: string;
  readonly replacedAt: string;
}

/** Earlier versions of a review, the newest first; who may read them is the caller's matter. */
export async function earlierVersions(
  tx: Pick<Tx, 'reviewVersion' | 'user'>,
  handinId: number,
): Promise<readonly VersionLine[]> {
  const rows = await tx.reviewVersion.findMany({ where: { handinId }, orderBy: { number: 'desc' } });
  const people = await tx.user.findMany({
    where: { id: { in: rows.flatMap((row) => row.reviewerId ?? []) } },
    select: { id: true, name: true },
  });
  return rows.map((row) => ({
    number: row.number,
    points: z.record(z.string(), z.string()).parse(row.points),
    comment: row.comment,
    reviewer: people.find((each) => each.id === row.reviewerId)?.name ?? null,
    completedAt: row.completedAt.toISOString(),
    replacedAt: row.replacedAt.toISOString(),
  }));
}
