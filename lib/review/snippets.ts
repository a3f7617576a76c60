import { Decimal } from 'decimal.js';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { handinPart } from '@/lib/handin/handin-part';
import { rubricParts } from '@/lib/handin/rubric.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import type { Snippet } from '@/lib/review/review.types';

const TEXT_MAX = 4_000;
const SNIPPETS_MAX = 200;
const POINTS = /^\d{1,4}(\.\d{1,4})?$/;

/** The comments the staff of an assignment have kept for use again, the oldest first. */
export async function listSnippets(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<readonly Snippet[]>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'staff', handinPart);
  if (!access.ok) return access;
  const rows = await db().reviewSnippet.findMany({
    where: { assignmentId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return ok(rows.map(({ id, markdown, itemKey, points }) => ({ id, markdown, itemKey, points })));
}

/** Keeps a comment for use again, by all staff of the assignment; with `itemKey`, putting it in gives that item `points`. */
export async function addSnippet(
  viewer: Viewer,
  assignmentId: string,
  wanted: Omit<Snippet, 'id'>,
): Promise<Result<Snippet>> {
  return db().$transaction(async (tx) => {
    const access = await enter(tx, viewer, byId(assignmentId), 'staff', handinPart);
    if (!access.ok) return access;
    const markdown = wanted.markdown.trim();
    if (markdown === '' || markdown.length > TEXT_MAX)
      return refuse({ code: 'comment', message: `Write a comment of at most ${TEXT_MAX} characters.` });
    const given = givenPoints(wanted);
    const part = rubricParts(access.value.settings.rubric).find((each) => each.key === given?.itemKey);
    if (given && !part) return notFound('item');
    if (given && part && (!POINTS.test(given.points) || new Decimal(given.points).gt(part.points)))
      return refuse({ code: 'points', message: `${part.title}: give 0 to ${part.points} points.` });
    if ((await tx.reviewSnippet.count({ where: { assignmentId } })) >= SNIPPETS_MAX)
      return refuse({ code: 'too_many', message: `At most ${SNIPPETS_MAX} reusable comments.` });
    const data = { assignmentId, markdown, ...given, createdAt: await databaseNow(tx) };
    const { id, itemKey, points } = await tx.reviewSnippet.create({ data });
    return ok({ id, markdown, itemKey, points });
  });
}

function givenPoints(wanted: Omit<Snippet, 'id'>): { itemKey: string; points: string } | null {
  const { itemKey, points } = wanted;
  return itemKey === null || points === null ? null : { itemKey, points };
}

export async function deleteSnippet(
  viewer: Viewer,
  assignmentId: string,
  snippetId: string,
): Promise<Result<null>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'staff', handinPart);
  if (!access.ok) return access;
  const { count } = await db().reviewSnippet.deleteMany({ where: { id: snippetId, assignmentId } });
  return count === 1 ? ok(null) : notFound('comment');
}
