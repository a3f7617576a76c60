import { z } from 'zod';
import { answer, done, onStaffAssignment } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { badCursor, cursorOf, keyOf, pageOf } from '@/lib/api/paging.core';
import {
  assignment,
  instant,
  none,
  pageQuery,
  pageSchema,
  rowId,
  submissionStatus,
  text,
  uuid,
} from '@/lib/api/schemas/common';
import {
  auditLine,
  participant,
  revealPreview,
  staffSubmission,
  staffSubmissionDetail,
} from '@/lib/api/schemas/staff';
import { listAudit } from '@/lib/staff/audit-list';
import { grantException } from '@/lib/staff/exceptions';
import { setHidden } from '@/lib/staff/hide-participant';
import { setInvalidated } from '@/lib/staff/invalidate-submission';
import { listParticipants } from '@/lib/staff/participants-list';
import { previewReveal, revealPrivateBoard } from '@/lib/staff/reveal';
import { submissionDetail } from '@/lib/staff/submission-detail';
import { LISTED_MAX, listSubmissions } from '@/lib/staff/submissions-list';

const shared = { tag: 'Staff: competition', scope: 'all', staff: true } as const;
const A = '/courses/{course}/assignments/{assignment}/staff';
const submission = z.strictObject({ submission: rowId });
const reason = text(2_000, 1).describe('The audit log keeps it');

export const STAFF_COMPETITION_OPERATIONS = [
  operation({
    ...shared,
    id: 'listParticipants',
    method: 'GET',
    path: `${A}/participants`,
    summary: 'Everybody of the course with their standing',
    params: assignment,
    query: pageQuery,
    answer: { status: 200, description: 'A page of people', schema: pageSchema(participant) },
    run: ({ viewer, params, query }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const list = await listParticipants(viewer, id);
        return list.ok ? answer(pageOf(list.value, (each) => each.userId, query)) : list;
      }),
  }),
  operation({
    ...shared,
    id: 'hideParticipant',
    method: 'PUT',
    path: '/staff/participants/{participant}/visibility',
    summary: 'Take a participant off the boards, or put them back',
    params: z.strictObject({ participant: uuid }),
    query: none,
    body: z.strictObject({ hidden: z.boolean(), reason }),
    answer: { status: 204, description: 'Done' },
    run: async ({ viewer, params, body }) =>
      done(await setHidden(viewer, params.participant, body.hidden, body.reason)),
  }),
  operation({
    ...shared,
    id: 'grantException',
    method: 'POST',
    path: `${A}/exceptions`,
    summary: 'Give somebody more attempts or a later deadline',
    params: assignment,
    query: none,
    body: z.strictObject({
      userId: uuid,
      reason,
      exception: z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('extra_attempts'),
          attempts: z.int().min(1).max(100),
          day: z.iso.date().nullable().default(null).describe('null: today'),
        }),
        z.strictObject({ kind: z.literal('extended_deadline'), closesAt: instant }),
      ]),
    }),
    answer: { status: 204, description: 'Given' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const { exception: given } = body;
        const wanted =
          given.kind === 'extra_attempts' ? given : { ...given, closesAt: new Date(given.closesAt) };
        return done(await grantException(viewer, id, body.userId, wanted, body.reason));
      }),
  }),
  operation({
    ...shared,
    id: 'listAllSubmissions',
    method: 'GET',
    path: `${A}/submissions`,
    summary: 'Everybody’s submissions, newest first',
    params: assignment,
    query: pageQuery.extend({
      status: submissionStatus.optional(),
      search: text(200).default('').describe('Part of a name, a student ID or a number'),
    }),
    answer: { status: 200, description: 'A page of submissions', schema: pageSchema(staffSubmission) },
    run: ({ viewer, params, query }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const { limit, cursor, status = null, search } = query;
        const before = cursor === undefined ? null : numberIn(cursor);
        if (before !== null && Number.isNaN(before)) return badCursor();
        const list = await listSubmissions(viewer, id, { status, search, before });
        if (!list.ok) return list;
        const items = list.value.rows.slice(0, Math.min(limit, LISTED_MAX));
        const last = items.at(-1);
        const isMore = list.value.total > items.length && last !== undefined;
        return answer({ ok: true, value: { items, nextCursor: isMore ? cursorOf(String(last.id)) : null } });
      }),
  }),
  operation({
    ...shared,
    id: 'getAnySubmission',
    method: 'GET',
    path: '/staff/submissions/{submission}',
    summary: 'A submission with its scores under every version',
    params: submission,
    query: none,
    answer: { status: 200, description: 'The submission', schema: staffSubmissionDetail },
    run: async ({ viewer, params }) => answer(await submissionDetail(viewer, params.submission)),
  }),
  operation({
    ...shared,
    id: 'invalidateSubmission',
    method: 'POST',
    path: '/staff/submissions/{submission}/invalidate',
    summary: 'Take a submission off every board; its sender sees the reason',
    params: submission,
    query: none,
    body: z.strictObject({ reason }),
    answer: { status: 204, description: 'Taken off' },
    run: async ({ viewer, params, body }) =>
      done(await setInvalidated(viewer, params.submission, body.reason)),
  }),
  operation({
    ...shared,
    id: 'restoreSubmission',
    method: 'POST',
    path: '/staff/submissions/{submission}/restore',
    summary: 'Put a submission back',
    params: submission,
    query: none,
    answer: { status: 204, description: 'Put back' },
    run: async ({ viewer, params }) => done(await setInvalidated(viewer, params.submission, null)),
  }),
  operation({
    ...shared,
    id: 'previewReveal',
    method: 'GET',
    path: `${A}/reveal`,
    summary: 'Who can still submit, should the private results be shown now',
    params: assignment,
    query: none,
    answer: {
      status: 200,
      description: 'Everybody with an extension that has not ended',
      schema: revealPreview,
    },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await previewReveal(viewer, id), ({ stillSubmitting }) => ({
          stillSubmitting: stillSubmitting.map((each) => ({
            ...each,
            closesAt: each.closesAt.toISOString(),
          })),
        })),
      ),
  }),
  operation({
    ...shared,
    id: 'reveal',
    method: 'POST',
    path: `${A}/reveal`,
    summary: 'Show the private results to everybody who can submit nothing more',
    description:
      'Cannot be taken back. Name the user ids of all who can still submit, as `previewReveal` lists them; they see nothing of it before their own deadline.',
    params: assignment,
    query: none,
    body: z.strictObject({ stillSubmitting: z.array(uuid).max(10_000) }),
    answer: { status: 204, description: 'Shown' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) =>
        done(await revealPrivateBoard(viewer, id, body.stillSubmitting)),
      ),
  }),
  operation({
    ...shared,
    id: 'listAudit',
    method: 'GET',
    path: `${A}/audit`,
    summary: 'The audit log, newest first',
    params: assignment,
    query: z.strictObject({
      cursor: pageQuery.shape.cursor,
      action: text(100).optional().describe('Only this act, e.g. submission.accepted'),
      search: text(200).default(''),
    }),
    answer: { status: 200, description: 'A page of the log', schema: pageSchema(auditLine) },
    run: ({ viewer, params, query }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const key = query.cursor === undefined ? null : keyOf(query.cursor);
        if (query.cursor !== undefined && !/^\d{1,18}$/.test(key ?? '')) return badCursor();
        const page = await listAudit(viewer, id, {
          action: query.action ?? null,
          search: query.search,
          before: key === null ? null : BigInt(key),
        });
        return answer(page, ({ lines, next }) => ({
          items: lines,
          nextCursor: next === null ? null : cursorOf(next),
        }));
      }),
  }),
];

/** The number in a cursor; NaN for one that holds none. */
function numberIn(cursor: string): number {
  const key = keyOf(cursor) ?? '';
  return /^\d{1,9}$/.test(key) ? Number(key) : Number.NaN;
}
