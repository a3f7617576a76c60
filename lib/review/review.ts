import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { byHandin, byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { handinPart, isMasked } from '@/lib/handin/handin-part';
import { lineOf, maskedName, type HandinLine } from '@/lib/handin/handin-view';
import type { RubricItem, RubricPart } from '@/lib/handin/handin.types';
import { rubricParts } from '@/lib/handin/rubric.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { auditReview, reviewToWrite, isTakenFrom, reviewPart } from '@/lib/review/review-part';
import { earlierVersions, keepVersion, type VersionLine } from '@/lib/review/versions';

export interface ReviewInput {
  /** By the rubric's keys; decimal texts. */
  readonly points: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly unreasonable: boolean;
  /** false: kept as it is so far. */
  readonly complete: boolean;
  /** When what the page shows was saved, as `savedAt` tells; refused where it was saved since. Left out: not asked. */
  readonly basedOn?: string | null;
}

export interface ReviewView extends Omit<ReviewInput, 'complete' | 'basedOn'> {
  readonly assignmentId: string;
  readonly handin: HandinLine;
  /** null: reviewers are not to know. */
  readonly person: string | null;
  readonly studentId: string | null;
  readonly rubric: readonly RubricItem[];
  readonly isComplete: boolean;
  readonly reviewer: string | null;
  /** Somebody else works on it. */
  readonly isTaken: boolean;
  /** ISO 8601: when it was saved last; what a page sends along as `basedOn`. */
  readonly savedAt: string | null;
  readonly mayUnmask: boolean;
  /** Words a report may have; null: no rule. */
  readonly reportWordsMax: number | null;
  /** Finished earlier and changed since, the newest first. */
  readonly versions: readonly VersionLine[];
}

const pointsSchema = z.record(z.string(), z.string());
const COMMENT_MAX = 20_000;
const CLAIM_MINUTES = 30;

/** One hand-in with its review, for staff. */
export async function readReview(viewer: Viewer, handinId: number): Promise<Result<ReviewView>> {
  const entered = await enter(db(), viewer, byHandin(handinId), 'staff', reviewPart(handinId));
  if (!entered.ok) return entered;
  const { row, access } = entered.value;
  const [user, reviewer] = await Promise.all([
    db().user.findUniqueOrThrow({
      where: { id: row.userId },
      include: { enrolments: { where: { courseId: access.entered.competition.courseId } } },
    }),
    row.review?.reviewerId ? db().user.findUnique({ where: { id: row.review.reviewerId } }) : null,
  ]);
  const masked = isMasked(access);
  const { review } = row;
  return ok({
    assignmentId: row.assignmentId,
    handin: masked ? { ...lineOf(row), fileName: maskedName(row.id), entries: [] } : lineOf(row),
    person: masked ? null : (user.enrolments[0]?.displayName ?? user.name),
    studentId: masked ? null : user.studentId,
    rubric: access.settings.rubric,
    points: pointsSchema.parse(row.review?.points ?? {}),
    comment: row.review?.comment ?? '',
    unreasonable: row.review?.unreasonable ?? false,
    isComplete: row.review?.completedAt != null,
    reviewer: reviewer?.name ?? null,
    isTaken: review !== null && isTakenFrom(viewer, review, access.entered.now),
    savedAt: review?.updatedAt?.toISOString() ?? null,
    mayUnmask: masked && access.entered.role === 'instructor',
    reportWordsMax: access.settings.report_words_max ?? null,
    versions: await earlierVersions(db(), row.id),
  });
}

/**
 * Stores a review, finished or not; a finished one that changes is kept as an earlier version. Refused for points that are none
 * or out of the rubric's range, while another holds it, and where it was saved since the page was read.
 */
export async function saveReview(
  viewer: Viewer,
  handinId: number,
  input: ReviewInput,
): Promise<Result<{ readonly savedAt: string }>> {
  return db().$transaction(async (tx) => {
    const entered = await reviewToWrite(tx, viewer, handinId);
    if (!entered.ok) return entered;
    const { row, access } = entered.value;
    const before = row.review?.updatedAt?.toISOString() ?? null;
    if (input.basedOn !== undefined && input.basedOn !== before)
      return refuse({
        code: 'changed',
        message:
          'This review was saved elsewhere since you opened it. Reload the page to see it as it is now.',
      });
    const problems = checkInput(rubricParts(access.settings.rubric), input);
    if (problems.length > 0) return refuse(...problems);
    await keepVersion(tx, entered.value);
    const [saved] = await tx.$queryRaw<{ at: Date }[]>`
      UPDATE review SET points = ${JSON.stringify(input.points)}::jsonb, comment = ${input.comment}, unreasonable = ${input.unreasonable},
        reviewer_id = ${viewer.userId}::uuid, updated_at = app_now(),
        completed_at = CASE WHEN ${input.complete} THEN coalesce(completed_at, app_now()) END,
        claimed_until = CASE WHEN ${input.complete} THEN NULL ELSE app_now() + make_interval(mins => ${CLAIM_MINUTES}::int) END
      WHERE handin_id = ${handinId} RETURNING updated_at AS at`;
    if (input.complete || row.review?.completedAt)
      await auditReview(tx, viewer, entered.value, 'review.saved', {
        points: { ...input.points },
        unreasonable: input.unreasonable,
        complete: input.complete,
      });
    return saved ? ok({ savedAt: saved.at.toISOString() }) : notFound('hand-in');
  });
}

function checkInput(rubric: readonly RubricPart[], input: ReviewInput): Problem[] {
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
    const access = await enter(tx, viewer, byId(assignmentId), 'staff', handinPart);
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
