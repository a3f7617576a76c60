import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { enterHandinAsStaff, type HandinAccess } from '@/lib/handin/enter-handin';
import { lineOf, type HandinLine } from '@/lib/handin/handin-view';
import type { RubricItem } from '@/lib/handin/handin.types';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import type { Handin, Review } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

export interface ReviewInput {
  /** By the rubric's keys; decimal texts. */
  readonly points: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly unreasonable: boolean;
  /** false: kept as it is so far. */
  readonly complete: boolean;
}

export interface ReviewView extends Omit<ReviewInput, 'complete'> {
  readonly assignmentId: string;
  readonly handin: HandinLine;
  readonly person: string;
  readonly studentId: string | null;
  readonly rubric: readonly RubricItem[];
  readonly isComplete: boolean;
  readonly reviewer: string | null;
  /** Somebody else works on it. */
  readonly isTaken: boolean;
}

const pointsSchema = z.record(z.string(), z.string());
const COMMENT_MAX = 20_000;
const CLAIM_MINUTES = 30;

interface Entered {
  readonly access: HandinAccess;
  readonly row: Handin & { readonly review: Review | null };
}

async function enter(tx: Db | Tx, viewer: Viewer, handinId: number): Promise<Result<Entered>> {
  const row = await tx.handin.findUnique({ where: { id: handinId }, include: { review: true } });
  const access = row && (await enterHandinAsStaff(tx, viewer, row.assignmentId));
  return row && access?.ok ? ok({ access: access.value, row }) : notFound('hand-in');
}

/** One hand-in with its review, for staff. */
export async function readReview(viewer: Viewer, handinId: number): Promise<Result<ReviewView>> {
  const entered = await enter(db(), viewer, handinId);
  if (!entered.ok) return entered;
  const { row, access } = entered.value;
  const [user, reviewer] = await Promise.all([
    db().user.findUniqueOrThrow({
      where: { id: row.userId },
      include: { enrolments: { where: { courseId: access.entered.competition.courseId } } },
    }),
    row.review?.reviewerId ? db().user.findUnique({ where: { id: row.review.reviewerId } }) : null,
  ]);
  const claimedUntil = row.review?.claimedUntil ?? null;
  return ok({
    assignmentId: row.assignmentId,
    handin: lineOf(row),
    person: user.enrolments[0]?.displayName ?? user.name,
    studentId: user.studentId,
    rubric: access.settings.rubric,
    points: pointsSchema.parse(row.review?.points ?? {}),
    comment: row.review?.comment ?? '',
    unreasonable: row.review?.unreasonable ?? false,
    isComplete: row.review?.completedAt !== null && row.review !== null,
    reviewer: reviewer?.name ?? null,
    isTaken:
      claimedUntil !== null && claimedUntil > access.entered.now && row.review?.reviewerId !== viewer.userId,
  });
}

/** Stores a review, finished or not. Refused for points that are none or out of the rubric's range, and while another holds it. */
export async function saveReview(
  viewer: Viewer,
  handinId: number,
  input: ReviewInput,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM review WHERE handin_id = ${handinId} FOR UPDATE`;
    const entered = await enter(tx, viewer, handinId);
    if (!entered.ok) return entered;
    const { row, access } = entered.value;
    const { review } = row;
    const now = access.entered.now;
    if (review?.claimedUntil && review.claimedUntil > now && review.reviewerId !== viewer.userId)
      return refuse({ code: 'taken', message: 'Somebody else reviews this hand-in just now.' });
    const problems = checkInput(access.settings.rubric, input);
    if (problems.length > 0) return refuse(...problems);
    await tx.$executeRaw`
      UPDATE review SET points = ${JSON.stringify(input.points)}::jsonb, comment = ${input.comment}, unreasonable = ${input.unreasonable},
        reviewer_id = ${viewer.userId}::uuid, updated_at = app_now(),
        completed_at = CASE WHEN ${input.complete} THEN coalesce(completed_at, app_now()) END,
        claimed_until = CASE WHEN ${input.complete} THEN NULL ELSE app_now() + make_interval(mins => ${CLAIM_MINUTES}::int) END
      WHERE handin_id = ${handinId}`;
    if (input.complete || review?.completedAt)
      await audit(tx, {
        actorId: viewer.userId,
        courseId: access.entered.competition.courseId,
        assignmentId: row.assignmentId,
        action: 'review.saved',
        subject: `handin ${handinId}`,
        detail: { points: { ...input.points }, unreasonable: input.unreasonable, complete: input.complete },
      });
    return ok(null);
  });
}

function checkInput(rubric: readonly RubricItem[], input: ReviewInput): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, message: string): void =>
    void problems.push({ code: 'bad_field', field, message });
  for (const [key, given] of Object.entries(input.points)) {
    const item = rubric.find((each) => each.key === key);
    if (!item) add(key, `The rubric has no item ${key}.`);
    else if (!/^\d{1,4}(\.\d{1,4})?$/.test(given) || new Decimal(given).gt(item.points))
      add(key, `${item.title}: give 0 to ${item.points} points, not ${given.slice(0, 20)}.`);
  }
  const missing = rubric.filter((item) => input.points[item.key] === undefined);
  if (input.complete && missing.length > 0)
    add('points', `Still without points: ${missing.map((item) => item.title).join(', ')}.`);
  if (input.comment.length > COMMENT_MAX) add('comment', `At most ${COMMENT_MAX} characters.`);
  return problems;
}

/** Shows every student the review of their hand-in, or hides them again. */
export async function publishReviews(
  viewer: Viewer,
  assignmentId: string,
  isPublished: boolean,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const access = await enterHandinAsStaff(tx, viewer, assignmentId);
    if (!access.ok) return access;
    await tx.handinRules.update({
      where: { assignmentId },
      data: { publishedAt: isPublished ? access.value.entered.now : null },
    });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: access.value.entered.competition.courseId,
      assignmentId,
      action: isPublished ? 'reviews.published' : 'reviews.hidden',
      subject: `assignment ${assignmentId}`,
    });
    return ok(null);
  });
}
