import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { handinPart, isMasked } from '@/lib/handin/handin-part';
import type { RubricPart } from '@/lib/handin/handin.types';
import { rubricParts } from '@/lib/handin/rubric.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { lockHandins, lockReview } from '@/lib/platform/database/locks';
import type { SecondLook } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { auditReview, reviewToWrite } from '@/lib/review/review-part';
import { tellOfAnswer, tellOfRequest } from '@/lib/review/second-look-mail';
import type { SecondLookView } from '@/lib/review/review.types';
import { keepVersion } from '@/lib/review/versions';

const TEXT_MAX = 4_000;
const CLAIM_MINUTES = 30;

/**
 * A student's request to have one item of their published review looked at again, once an item. Refused before the reviews are
 * published, for a hand-in that does not count, and without a reason.
 */
export async function askSecondLook(
  viewer: Viewer,
  handinId: number,
  itemKey: string,
  reason: string,
): Promise<Result<SecondLookView>> {
  return db().$transaction(async (tx) => {
    const found = await tx.handin.findUnique({ where: { id: handinId } });
    if (!found || found.userId !== viewer.userId) return notFound('hand-in');
    await lockHandins(tx, found.assignmentId, viewer.userId);
    await lockReview(tx, handinId);
    const row = await tx.handin.findUnique({
      where: { id: handinId },
      include: { review: true, _count: { select: { reviewVersions: true } } },
    });
    const access =
      row?.userId === viewer.userId
        ? await enter(tx, viewer, byId(row.assignmentId), 'member', handinPart)
        : null;
    if (!row || !access?.ok) return notFound('hand-in');
    const isSeen = row.review?.completedAt != null || row._count.reviewVersions > 0;
    if (!access.value.publishedAt || !isSeen)
      return refuse({ code: 'not_published', message: 'There is no published review to look at again.' });
    const later = { assignmentId: row.assignmentId, userId: viewer.userId, id: { gt: handinId } };
    if ((await tx.handin.count({ where: later })) > 0)
      return refuse({ code: 'not_last', message: 'A later hand-in of yours counts instead of this one.' });
    const part = rubricParts(access.value.settings.rubric).find((each) => each.key === itemKey);
    if (!part) return notFound('item');
    if (!isText(reason))
      return refuse({ code: 'reason', message: 'Say what should be looked at again, and why.' });
    if (await tx.secondLook.findUnique({ where: { handinId_itemKey: { handinId, itemKey } } }))
      return refuse({
        code: 'asked',
        message: 'You have asked about this item already; each can be asked about once.',
      });
    const data = { handinId, itemKey, reason: reason.trim(), createdAt: await databaseNow(tx) };
    const made = await tx.secondLook.create({ data });
    const { competition } = access.value.entered;
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competition.id,
      action: 'second_look.asked',
      subject: `handin ${handinId}`,
      detail: { item: itemKey, reason: data.reason },
    });
    await tellOfRequest(tx, competition, viewer, part.title, data.reason);
    return ok(viewOf(made, [part]));
  });
}

/** The viewer's own requests about a hand-in; whether it is theirs is the caller's matter. */
export async function secondLooksOf(
  tx: Db | Tx,
  handinId: number,
  parts: readonly RubricPart[],
): Promise<readonly SecondLookView[]> {
  const rows = await tx.secondLook.findMany({ where: { handinId }, orderBy: { createdAt: 'asc' } });
  return rows.map((row) => viewOf(row, parts));
}

export interface SecondLookLine extends SecondLookView {
  readonly handinId: number;
  /** null: reviewers are not to know. */
  readonly name: string | null;
  readonly decidedBy: string | null;
}

/** All requests of an assignment, for staff: the open ones first, the oldest first. */
export async function secondLookQueue(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<readonly SecondLookLine[]>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'staff', handinPart);
  if (!access.ok) return access;
  const rows = await db().secondLook.findMany({
    where: { handin: { assignmentId } },
    include: {
      handin: { select: { user: { select: { name: true } } } },
      decidedBy: { select: { name: true } },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const parts = rubricParts(access.value.settings.rubric);
  const lines = rows.map((row): SecondLookLine => ({
    ...viewOf(row, parts),
    handinId: row.handinId,
    name: isMasked(access.value) ? null : row.handin.user.name,
    decidedBy: row.decidedBy?.name ?? null,
  }));
  return ok([
    ...lines.filter((each) => each.state === 'open'),
    ...lines.filter((each) => each.state !== 'open'),
  ]);
}

/**
 * Answers a request, once. Accepting opens the review again for the viewer: what it said stays as an earlier version, which
 * counts and shows until the review is finished anew. The student is told either way.
 */
export async function answerSecondLook(
  viewer: Viewer,
  requestId: string,
  answer: { readonly accepted: boolean; readonly reply: string },
): Promise<Result<{ readonly handinId: number }>> {
  return db().$transaction(async (tx) => {
    const request = await tx.secondLook.findUnique({ where: { id: requestId } });
    if (!request) return notFound('request');
    const { handinId } = request;
    const entered = await reviewToWrite(tx, viewer, handinId);
    if (!entered.ok) return entered.problems[0]?.code === 'taken' ? entered : notFound('request');
    const reply = answer.reply.trim();
    if (!isText(reply)) return refuse({ code: 'reply', message: 'Write a reply.', field: 'reply' });
    const { count } = await tx.secondLook.updateMany({
      where: { id: requestId, accepted: null },
      data: {
        accepted: answer.accepted,
        reply,
        decidedById: viewer.userId,
        decidedAt: await databaseNow(tx),
      },
    });
    if (count === 0) return refuse({ code: 'answered', message: 'This request was answered already.' });
    if (answer.accepted) {
      await keepVersion(tx, entered.value);
      await tx.$executeRaw`
        UPDATE review SET completed_at = NULL, reviewer_id = ${viewer.userId}::uuid, updated_at = app_now(),
          claimed_until = app_now() + make_interval(mins => ${CLAIM_MINUTES}::int)
        WHERE handin_id = ${handinId}`;
    }
    await auditReview(tx, viewer, entered.value, 'second_look.answered', {
      item: request.itemKey,
      accepted: answer.accepted,
      reply,
    });
    const { access, row } = entered.value;
    const part = rubricParts(access.settings.rubric).find((each) => each.key === request.itemKey);
    await tellOfAnswer(tx, access.entered.competition, row.userId, {
      item: part?.title ?? request.itemKey,
      accepted: answer.accepted,
      reply,
    });
    return ok({ handinId });
  });
}

function isText(text: string): boolean {
  return text.trim() !== '' && text.length <= TEXT_MAX;
}

function viewOf(row: SecondLook, parts: readonly RubricPart[]): SecondLookView {
  return {
    id: row.id,
    itemKey: row.itemKey,
    itemTitle: parts.find((part) => part.key === row.itemKey)?.title ?? row.itemKey,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    state: row.accepted === null ? 'open' : row.accepted ? 'accepted' : 'declined',
    reply: row.reply,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}
