import { z } from 'zod';
import { answer, done, onAssignment, onStaffAssignment } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { pageOf } from '@/lib/api/paging.core';
import {
  assignment,
  instant,
  none,
  pageQuery,
  pageSchema,
  rowId,
  text,
  uuid,
} from '@/lib/api/schemas/common';
import {
  galleryEntry,
  gradeDetail,
  ownReview as ownReviewSchema,
  queueLine,
  review,
  reviewBody,
  secondLook,
} from '@/lib/api/schemas/coursework';
import { gallery } from '@/lib/gallery/gallery-view';
import { overrideItem, recordBreach, replyToBreach, withdrawBreach } from '@/lib/gradebook/adjust';
import { studentGradeDetail } from '@/lib/gradebook/student-detail';
import { notFound } from '@/lib/identity/viewer';
import { ownReview } from '@/lib/review/own-review';
import { claimNext, reviewQueue } from '@/lib/review/queue';
import { publishReviews, readReview, saveReview } from '@/lib/review/review';
import { answerSecondLook, askSecondLook, secondLookQueue } from '@/lib/review/second-look';

const staff = { scope: 'all', staff: true } as const;
const A = '/courses/{course}/assignments/{assignment}';
const S = `${A}/staff`;
const handin = z.strictObject({ handin: rowId });
const student = assignment.extend({ user: uuid });

/** Reviews, second looks, breaches and points by hand; and what students see of them. */
export const REVIEW_OPERATIONS = [
  operation({
    id: 'getMyReview',
    method: 'GET',
    path: `${A}/review`,
    tag: 'Hand-in',
    summary: 'What the staff said of my hand-in, once they have published it',
    scope: 'read',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The review', schema: ownReviewSchema },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) => {
        const own = await ownReview(viewer, id);
        return own.ok && own.value === null ? notFound('review') : answer(own);
      }),
  }),
  operation({
    id: 'askSecondLook',
    method: 'POST',
    path: '/handins/{handin}/second-looks',
    tag: 'Hand-in',
    summary: 'Ask the staff to look at one item again',
    scope: 'submit',
    params: handin,
    query: none,
    body: z.strictObject({ item: text(100, 1), reason: text(4_000, 1) }),
    answer: { status: 201, description: 'Asked', schema: secondLook },
    run: async ({ viewer, params, body }) =>
      answer(await askSecondLook(viewer, params.handin, body.item, body.reason)),
  }),
  operation({
    id: 'replyToBreach',
    method: 'PUT',
    path: '/breaches/{breach}/reply',
    tag: 'Grade',
    summary: 'Reply to a breach that was recorded against me',
    scope: 'submit',
    params: z.strictObject({ breach: uuid }),
    query: none,
    body: z.strictObject({ reply: text(4_000, 1) }),
    answer: { status: 204, description: 'Kept' },
    run: async ({ viewer, params, body }) => done(await replyToBreach(viewer, params.breach, body.reply)),
  }),
  operation({
    id: 'listGallery',
    method: 'GET',
    path: `${A}/gallery`,
    tag: 'Hand-in',
    summary: 'Work that classmates show, once nobody can hand in any more',
    scope: 'read',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'By rank', schema: z.object({ items: z.array(galleryEntry) }) },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) =>
        answer(await gallery(viewer, id), ({ entries }) => ({ items: entries })),
      ),
  }),
  operation({
    ...staff,
    id: 'listReviewQueue',
    method: 'GET',
    path: `${S}/reviews`,
    tag: 'Staff: review',
    summary: 'The hand-ins that count, with how their reviews stand',
    params: assignment,
    query: pageQuery,
    answer: { status: 200, description: 'A page of hand-ins', schema: pageSchema(queueLine) },
    run: ({ viewer, params, query }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const queue = await reviewQueue(viewer, id);
        return queue.ok ? answer(pageOf(queue.value.lines, (each) => String(each.handinId), query)) : queue;
      }),
  }),
  operation({
    ...staff,
    id: 'claimNextReview',
    method: 'POST',
    path: `${S}/reviews/next`,
    tag: 'Staff: review',
    summary: 'Take the next hand-in nobody works on; null: there is none',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'Taken', schema: z.object({ handinId: z.int().nullable() }) },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await claimNext(viewer, id), (handinId) => ({ handinId })),
      ),
  }),
  operation({
    ...staff,
    id: 'getReview',
    method: 'GET',
    path: '/staff/handins/{handin}/review',
    tag: 'Staff: review',
    summary: 'One review',
    params: handin,
    query: none,
    answer: { status: 200, description: 'The review', schema: review },
    run: async ({ viewer, params }) => answer(await readReview(viewer, params.handin)),
  }),
  operation({
    ...staff,
    id: 'saveReview',
    method: 'PUT',
    path: '/staff/handins/{handin}/review',
    tag: 'Staff: review',
    summary: 'Write a review, as it is so far or finished',
    params: handin,
    query: none,
    body: reviewBody,
    answer: { status: 200, description: 'Saved', schema: z.object({ savedAt: instant }) },
    run: async ({ viewer, params, body: { basedOn, ...given } }) =>
      answer(
        await saveReview(viewer, params.handin, { ...given, ...(basedOn === undefined ? {} : { basedOn }) }),
      ),
  }),
  operation({
    ...staff,
    id: 'publishReviews',
    method: 'PUT',
    path: `${S}/reviews/publication`,
    tag: 'Staff: review',
    summary: 'Show the reviews to the students, or hide them again',
    params: assignment,
    query: none,
    body: z.strictObject({ published: z.boolean() }),
    answer: { status: 204, description: 'Done' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) => done(await publishReviews(viewer, id, body.published))),
  }),
  operation({
    ...staff,
    id: 'listSecondLooks',
    method: 'GET',
    path: `${S}/second-looks`,
    tag: 'Staff: review',
    summary: 'Requests to look again, the open ones first',
    params: assignment,
    query: none,
    answer: {
      status: 200,
      description: 'The requests',
      schema: z.object({
        items: z.array(secondLook.extend({ handinId: z.int(), name: z.string().nullable() })),
      }),
    },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await secondLookQueue(viewer, id), (items) => ({ items })),
      ),
  }),
  operation({
    ...staff,
    id: 'answerSecondLook',
    method: 'POST',
    path: '/staff/second-looks/{request}/answer',
    tag: 'Staff: review',
    summary: 'Accept a request, which opens the review again, or decline it',
    params: z.strictObject({ request: uuid }),
    query: none,
    body: z.strictObject({ accepted: z.boolean(), reply: text(4_000) }),
    answer: { status: 200, description: 'Answered', schema: z.object({ handinId: z.int() }) },
    run: async ({ viewer, params, body }) => answer(await answerSecondLook(viewer, params.request, body)),
  }),
  operation({
    ...staff,
    id: 'getStudentGrade',
    method: 'GET',
    path: `${S}/grades/{user}`,
    tag: 'Staff: grades',
    summary: 'One student’s grade as it would be published now, with what was decided by hand',
    params: student,
    query: none,
    answer: { status: 200, description: 'The grade', schema: gradeDetail },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await studentGradeDetail(viewer, id, params.user)),
      ),
  }),
  operation({
    ...staff,
    id: 'overrideGradeItem',
    method: 'PUT',
    path: `${S}/grades/{user}/items/{item}`,
    tag: 'Staff: grades',
    summary: 'Set the points of one item by hand, or (null) go back to the rule',
    params: student.extend({ item: text(60, 1) }),
    query: none,
    body: z.strictObject({
      points: z
        .string()
        .regex(/^\d{1,4}(\.\d{1,2})?$/)
        .nullable(),
      reason: text(4_000, 1),
    }),
    answer: { status: 204, description: 'Set; it counts with the next publication' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) =>
        done(await overrideItem(viewer, id, { userId: params.user, item: params.item, ...body })),
      ),
  }),
  operation({
    ...staff,
    id: 'recordBreach',
    method: 'POST',
    path: `${S}/grades/{user}/breaches`,
    tag: 'Staff: grades',
    summary: 'Record a breach of the rules; the student sees it at once',
    params: student,
    query: none,
    body: z.strictObject({
      kind: text(200, 1),
      evidence: text(4_000, 1),
      factor: z
        .string()
        .regex(/^(0\.\d{1,4}|1)$/)
        .nullable()
        .default(null)
        .describe('What it multiplies the grade by; null: as the assignment has it'),
    }),
    answer: { status: 201, description: 'Recorded', schema: z.object({ id: uuid }) },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await recordBreach(viewer, id, { userId: params.user, ...body }), (breach) => ({
          id: breach,
        })),
      ),
  }),
  operation({
    ...staff,
    id: 'withdrawBreach',
    method: 'DELETE',
    path: `${S}/breaches/{breach}`,
    tag: 'Staff: grades',
    summary: 'Withdraw a breach; it stays on record',
    params: assignment.extend({ breach: uuid }),
    query: none,
    answer: { status: 204, description: 'Withdrawn' },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) => done(await withdrawBreach(viewer, id, params.breach))),
  }),
];
