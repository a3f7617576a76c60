import { z } from 'zod';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { handinPart } from '@/lib/handin/handin-part';
import { entriesSchema } from '@/lib/handin/handin-view';
import { rubricParts } from '@/lib/handin/rubric.core';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { commentOf, readComments } from '@/lib/review/comments';
import type { LineComment, SecondLookView } from '@/lib/review/review.types';
import { secondLooksOf } from '@/lib/review/second-look';
import { storedComments } from '@/lib/review/versions';

/** What a student sees of the review of their hand-in that counts. */
export interface PublishedReview {
  readonly handinId: number;
  /** By the keys of the rubric's parts; decimal texts. */
  readonly points: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly unreasonable: boolean;
  readonly comments: readonly LineComment[];
  /** What the student asked to have looked at again. */
  readonly requests: readonly SecondLookView[];
  /** Opened again after a request: what is shown is how it was. */
  readonly isOpenAgain: boolean;
}

/**
 * The viewer's own review, once it is finished and staff have published the reviews; null before. One that is opened again is
 * shown as it was, line comments too, until it is finished anew.
 */
export async function ownReview(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<PublishedReview | null>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'member', handinPart);
  if (!access.ok) return access;
  if (!access.value.publishedAt) return ok(null);
  const row = await db().handin.findFirst({
    where: { assignmentId, userId: viewer.userId },
    orderBy: { id: 'desc' },
    include: { review: true, reviewVersions: { orderBy: { number: 'desc' }, take: 1 } },
  });
  const isFinished = row?.review?.completedAt != null;
  const [version] = row?.reviewVersions ?? [];
  const shown = isFinished ? row.review : version;
  if (!row || !shown) return ok(null);
  const paths = entriesSchema.parse(row.entries).map((each) => each.path);
  const kept = isFinished ? [] : storedComments.parse(version?.comments ?? []);
  return ok({
    handinId: row.id,
    requests: await secondLooksOf(db(), row.id, rubricParts(access.value.settings.rubric)),
    isOpenAgain: !isFinished,
    points: z.record(z.string(), z.string()).parse(shown.points),
    comment: shown.comment,
    unreasonable: shown.unreasonable,
    comments: isFinished
      ? await readComments(db(), row.id, paths)
      : await Promise.all(kept.map((each) => commentOf(each, each.author, paths))),
  });
}
