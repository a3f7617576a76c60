import { z } from 'zod';
import { jsonOperation, type Operation } from '@/lib/api/operation';
import {
  assignmentParams,
  badCursor,
  onAssignment,
  pageOf,
  pageQuery,
  pageSchema,
  submissionParams,
  wholeUpload,
} from '@/lib/api/parts';
import { done } from '@/lib/api/schemas/common';
import { submissionStatus } from '@/lib/api/schemas/competition';
import {
  auditLine,
  regradePreview,
  regrades,
  settings,
  staffParticipant,
  staffSubmission,
} from '@/lib/api/schemas/staff';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { ok, type Result } from '@/lib/platform/result';
import { addSolutionVersion } from '@/lib/staff/add-solution';
import { listAudit } from '@/lib/staff/audit-list';
import { grantException } from '@/lib/staff/exceptions';
import { setHidden } from '@/lib/staff/hide-participant';
import { setInvalidated } from '@/lib/staff/invalidate-submission';
import { listParticipants } from '@/lib/staff/participants-list';
import { cancelRegrade, commitRegrade, startRegrade } from '@/lib/staff/regrade';
import { regradeState } from '@/lib/staff/regrade-list';
import { previewRegrade } from '@/lib/staff/regrade-preview';
import { revealPrivateBoard } from '@/lib/staff/reveal';
import { listSubmissions } from '@/lib/staff/submissions-list';
import { readSettings, settingsSchema, updateSettings } from '@/lib/staff/update-settings';

const S = '/courses/{course}/assignments/{assignment}/staff';
const TAG = 'Staff: competition';
const SOLUTION_BYTES_MAX = 200_000_000;
const INT_MAX = 2_147_483_647;
const reason = z.string().trim().min(1).max(1_000);
const runParams = assignmentParams.extend({ run: z.uuid() });

/** The result without what it says, as `done`. */
async function doneOf(result: Promise<Result<unknown>>): Promise<Result<{ done: true }>> {
  const awaited = await result;
  return awaited.ok ? ok({ done: true }) : awaited;
}

/** Takes back or restores a submission, where it is one of this assignment. */
async function invalidate(
  viewer: Viewer,
  params: z.infer<typeof submissionParams>,
  why: string | null,
): Promise<Result<{ done: true }>> {
  return onAssignment(params, async (id) => {
    const found = await listSubmissions(viewer, id, { search: String(params.id) });
    if (!found.ok) return found;
    if (!found.value.rows.some((each) => each.id === params.id)) return notFound('submission');
    return doneOf(setInvalidated(viewer, params.id, why));
  });
}

const SUBMISSIONS: readonly Operation[] = [
  jsonOperation({
    id: 'listAllSubmissions',
    method: 'GET',
    path: `${S}/submissions`,
    tag: TAG,
    summary: 'Everybody’s submissions, newest first',
    audience: 'staff',
    params: assignmentParams,
    query: pageQuery.extend({ status: submissionStatus.optional(), search: z.string().max(200).default('') }),
    response: pageSchema(staffSubmission),
    handle: ({ viewer, params, query }) =>
      onAssignment(params, async (id) => {
        const before = query.cursor === undefined ? null : Number(query.cursor);
        if (before !== null && !(Number.isInteger(before) && before > 0 && before <= INT_MAX))
          return badCursor();
        const filter = { status: query.status ?? null, search: query.search, before };
        const found = await listSubmissions(viewer, id, filter);
        if (!found.ok) return found;
        const items = found.value.rows.slice(0, query.limit);
        const isLast = items.length === found.value.rows.length;
        return ok({ items, next: isLast ? null : String(items.at(-1)?.id) });
      }),
  }),
  jsonOperation({
    id: 'invalidateSubmission',
    method: 'PUT',
    path: `${S}/submissions/{id}/invalidation`,
    tag: TAG,
    summary: 'Take a submission back',
    audience: 'staff',
    params: submissionParams,
    body: z.strictObject({ reason }),
    response: done,
    handle: ({ viewer, params, body }) => invalidate(viewer, params, body.reason),
  }),
  jsonOperation({
    id: 'restoreSubmission',
    method: 'DELETE',
    path: `${S}/submissions/{id}/invalidation`,
    tag: TAG,
    summary: 'Restore a submission that was taken back',
    audience: 'staff',
    params: submissionParams,
    response: done,
    handle: ({ viewer, params }) => invalidate(viewer, params, null),
  }),
  jsonOperation({
    id: 'listParticipants',
    method: 'GET',
    path: `${S}/participants`,
    tag: TAG,
    summary: 'Everybody with entries, attempts, ranks',
    audience: 'staff',
    params: assignmentParams,
    query: pageQuery,
    response: pageSchema(staffParticipant),
    handle: ({ viewer, params, query }) =>
      onAssignment(params, async (id) => {
        const list = await listParticipants(viewer, id);
        return list.ok ? pageOf(list.value, query, (each) => each.userId) : list;
      }),
  }),
  jsonOperation({
    id: 'hideParticipant',
    method: 'PUT',
    path: `${S}/participants/{participant}/hidden`,
    tag: TAG,
    summary: 'Take a participant off the boards, or put them back',
    audience: 'staff',
    params: assignmentParams.extend({ participant: z.uuid() }),
    body: z.strictObject({ hidden: z.boolean(), reason }),
    response: done,
    handle: ({ viewer, params, body }) =>
      doneOf(setHidden(viewer, params.participant, body.hidden, body.reason)),
  }),
  jsonOperation({
    id: 'grantException',
    method: 'POST',
    path: `${S}/exceptions`,
    tag: TAG,
    summary: 'Give a student more attempts, or a later deadline',
    audience: 'staff',
    status: 201,
    params: assignmentParams,
    body: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('extra_attempts'),
        userId: z.uuid(),
        reason,
        attempts: z.int().min(1).max(100),
        /** In the limit's zone; null: today. */
        day: z.iso.date().nullable().default(null),
      }),
      z.strictObject({
        kind: z.literal('extended_deadline'),
        userId: z.uuid(),
        reason,
        /** The last minute that counts, in the assignment's zone. */
        lastMinute: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/),
      }),
    ]),
    response: done,
    handle: ({ viewer, params, body }) =>
      onAssignment(params, (id) => {
        const { userId, reason: why, ...request } = body;
        return doneOf(grantException(viewer, id, userId, request, why));
      }),
  }),
];

const REGRADES: readonly Operation[] = [
  jsonOperation({
    id: 'listRegrades',
    method: 'GET',
    path: `${S}/regrades`,
    tag: TAG,
    summary: 'Versions of the solution, the regrade under way, past ones',
    audience: 'staff',
    params: assignmentParams,
    response: regrades,
    handle: ({ viewer, params }) => onAssignment(params, (id) => regradeState(viewer, id)),
  }),
  jsonOperation({
    id: 'addSolution',
    method: 'POST',
    path: `${S}/solutions`,
    tag: TAG,
    summary: 'Add a version of the solution; a regrade makes it count',
    audience: 'staff',
    status: 201,
    params: assignmentParams,
    query: z.strictObject({ fileName: z.string().min(1).max(500).default('solution.csv') }),
    upload: ['text/csv', 'application/octet-stream'],
    response: z.object({ solutionId: z.uuid(), number: z.int() }),
    handle: ({ viewer, params, query, upload }) =>
      onAssignment(params, async (id) => {
        const state = await regradeState(viewer, id); // who may not, sends nothing
        if (!state.ok) return state;
        const bytes = await wholeUpload(upload, SOLUTION_BYTES_MAX);
        return bytes.ok ? addSolutionVersion(viewer, id, bytes.value, query.fileName) : bytes;
      }),
  }),
  jsonOperation({
    id: 'startRegrade',
    method: 'POST',
    path: `${S}/regrades`,
    tag: TAG,
    summary: 'Score everything anew under a solution version, beside the scores that count',
    audience: 'staff',
    status: 202,
    params: assignmentParams,
    body: z.strictObject({ solutionId: z.uuid(), reason }),
    response: z.object({ runId: z.uuid() }),
    handle: ({ viewer, params, body }) =>
      onAssignment(params, (id) => startRegrade(viewer, id, { solutionId: body.solutionId }, body.reason)),
  }),
  jsonOperation({
    id: 'previewRegrade',
    method: 'GET',
    path: `${S}/regrades/{run}`,
    tag: TAG,
    summary: 'What committing a regrade would change on both boards',
    audience: 'staff',
    params: runParams,
    response: regradePreview,
    handle: ({ viewer, params }) => previewRegrade(viewer, params.run),
  }),
  jsonOperation({
    id: 'commitRegrade',
    method: 'POST',
    path: `${S}/regrades/{run}/commit`,
    tag: TAG,
    summary: 'Switch all boards to a regrade',
    audience: 'staff',
    params: runParams,
    response: done,
    handle: ({ viewer, params }) => doneOf(commitRegrade(viewer, params.run)),
  }),
  jsonOperation({
    id: 'cancelRegrade',
    method: 'DELETE',
    path: `${S}/regrades/{run}`,
    tag: TAG,
    summary: 'Give a regrade up',
    audience: 'staff',
    params: runParams,
    response: done,
    handle: ({ viewer, params }) => doneOf(cancelRegrade(viewer, params.run)),
  }),
];

const REST: readonly Operation[] = [
  jsonOperation({
    id: 'reveal',
    method: 'POST',
    path: `${S}/reveal`,
    tag: TAG,
    summary: 'Show the private leaderboard to everyone; can’t be taken back',
    audience: 'staff',
    params: assignmentParams,
    response: done,
    handle: ({ viewer, params }) => onAssignment(params, (id) => doneOf(revealPrivateBoard(viewer, id))),
  }),
  jsonOperation({
    id: 'getSettings',
    method: 'GET',
    path: `${S}/settings`,
    tag: TAG,
    summary: 'What may be changed while a competition runs',
    audience: 'staff',
    params: assignmentParams,
    response: settings.extend({ timezone: z.string() }),
    handle: ({ viewer, params }) => onAssignment(params, (id) => readSettings(viewer, id)),
  }),
  jsonOperation({
    id: 'putSettings',
    method: 'PUT',
    path: `${S}/settings`,
    tag: TAG,
    summary: 'Change the settings; old and new go into the audit log',
    audience: 'staff',
    params: assignmentParams,
    body: settingsSchema,
    response: done,
    handle: ({ viewer, params, body }) =>
      onAssignment(params, (id) => doneOf(updateSettings(viewer, id, body))),
  }),
  jsonOperation({
    id: 'listAudit',
    method: 'GET',
    path: `${S}/audit`,
    tag: TAG,
    summary: 'The audit log, newest first',
    audience: 'staff',
    params: assignmentParams,
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
      action: z.string().max(100).optional(),
      search: z.string().max(200).default(''),
    }),
    response: pageSchema(auditLine),
    handle: ({ viewer, params, query }) =>
      onAssignment(params, async (id) => {
        const before = query.cursor === undefined ? null : BigInt(query.cursor);
        const page = await listAudit(viewer, id, {
          action: query.action ?? null,
          search: query.search,
          before,
        });
        return page.ok ? ok({ items: page.value.lines, next: page.value.next }) : page;
      }),
  }),
];

export const STAFF_COMPETITION: readonly Operation[] = [...SUBMISSIONS, ...REGRADES, ...REST];
