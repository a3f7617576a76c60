import { byHandin } from '@/lib/assignment/find';
import { enter, type Part } from '@/lib/assignment/gate';
import { type HandinAccess, handinPart } from '@/lib/handin/handin-part';
import { entriesSchema } from '@/lib/handin/handin-view';
import { type Viewer } from '@/lib/identity/viewer';
import { audit, type AuditLine } from '@/lib/platform/audit';
import type { Tx } from '@/lib/platform/database/client';
import { lockReview } from '@/lib/platform/database/locks';
import type { Handin, Review } from '@/lib/platform/prisma-client/client';
import { refuse, type Result } from '@/lib/platform/result';

export interface EnteredReview {
  readonly access: HandinAccess;
  readonly row: Handin & { readonly review: Review | null };
  /** Paths of the archive's files, in its order: browsers name files by their place in it. */
  readonly paths: readonly string[];
}

/** One hand-in with its review. */
export function reviewPart(handinId: number): Part<EnteredReview> {
  return {
    what: 'hand-in',
    async load(tx, entered) {
      const access = await handinPart.load(tx, entered);
      const row = await tx.handin.findUnique({ where: { id: handinId }, include: { review: true } });
      if (!access || !row) return null;
      const paths = entriesSchema.parse(row.entries).map((each) => each.path);
      return { access, row, paths };
    },
  };
}

/** Lets in who may write to one hand-in's review: one act at a time, and not while somebody else works on it. */
export async function reviewToWrite(
  tx: Tx,
  viewer: Viewer,
  handinId: number,
): Promise<Result<EnteredReview>> {
  await lockReview(tx, handinId);
  const entered = await enter(tx, viewer, byHandin(handinId), 'staff', reviewPart(handinId));
  if (!entered.ok) return entered;
  const { review } = entered.value.row;
  return review && isTakenFrom(viewer, review, entered.value.access.entered.now)
    ? refuse({ code: 'taken', message: 'Somebody else reviews this hand-in just now.' })
    : entered;
}

export function isTakenFrom(viewer: Viewer, review: Review, now: Date): boolean {
  return review.claimedUntil !== null && review.claimedUntil > now && review.reviewerId !== viewer.userId;
}

/** Writes an act on one hand-in's review into the audit log. */
export async function auditReview(
  tx: Tx,
  viewer: Viewer,
  { access, row }: EnteredReview,
  action: string,
  detail: NonNullable<AuditLine['detail']> = {},
): Promise<void> {
  await audit(tx, {
    actorId: viewer.userId,
    courseId: access.entered.competition.courseId,
    assignmentId: row.assignmentId,
    action,
    subject: `handin ${row.id}`,
    detail,
  });
}
