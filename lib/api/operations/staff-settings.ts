import { z } from 'zod';
import { answer, done, onStaffAssignment } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { assignment, course, none, role, text, uuid } from '@/lib/api/schemas/common';
import { baseline, fileKind, invitation, settings, storedFile, webhook } from '@/lib/api/schemas/coursework';
import {
  addPerson,
  changeRole,
  reissueInvitation,
  removeFromCourse,
  restoreToCourse,
} from '@/lib/identity/people';
import { WEBHOOK_EVENTS } from '@/lib/platform/webhooks/message.core';
import { acceptOption } from '@/lib/quiz/accept-option';
import { regradeQuiz, releaseQuiz } from '@/lib/quiz/release-quiz';
import { putAssignmentFile, removeAssignmentFile } from '@/lib/staff/assignment-files';
import { addBaseline, listBaselines, removeBaseline } from '@/lib/staff/baselines';
import { addPage, removePage, updatePage } from '@/lib/staff/pages';
import { readSettings, settingsSchema, updateSettings } from '@/lib/staff/update-settings';
import { addWebhook, listWebhooks, removeWebhook } from '@/lib/staff/webhooks';

const staff = { scope: 'all', staff: true } as const;
const S = '/courses/{course}/assignments/{assignment}/staff';
const C = '/courses/{course}/staff';
const page = assignment.extend({ page: text(60, 1) });
const file = assignment.extend({ path: text(700, 1).describe('Path, percent-encoded as one segment') });
const person = course.extend({ user: uuid });

/** What staff set: of an assignment, and who is in a course. */
export const SETTINGS_OPERATIONS = [
  operation({
    ...staff,
    id: 'getSettings',
    method: 'GET',
    path: `${S}/settings`,
    tag: 'Staff: settings',
    summary: 'What may be changed while the competition runs',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The settings', schema: settings },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) => answer(await readSettings(viewer, id))),
  }),
  operation({
    ...staff,
    id: 'putSettings',
    method: 'PUT',
    path: `${S}/settings`,
    tag: 'Staff: settings',
    summary: 'Change them; times are local to `timezone`',
    params: assignment,
    query: none,
    body: settingsSchema,
    answer: { status: 204, description: 'Changed' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) => done(await updateSettings(viewer, id, body))),
  }),
  operation({
    ...staff,
    id: 'addPage',
    method: 'POST',
    path: `${S}/pages`,
    tag: 'Staff: settings',
    summary: 'Add an empty page',
    params: assignment,
    query: none,
    body: z.strictObject({ slug: text(60, 1) }),
    answer: { status: 204, description: 'Added' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) => done(await addPage(viewer, id, body.slug))),
  }),
  operation({
    ...staff,
    id: 'putPage',
    method: 'PUT',
    path: `${S}/pages/{page}`,
    tag: 'Staff: settings',
    summary: 'Write a page in Markdown',
    params: page,
    query: none,
    body: z.strictObject({ markdown: text(80_000) }),
    answer: { status: 204, description: 'Written' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) =>
        done(await updatePage(viewer, id, params.page, body.markdown)),
      ),
  }),
  operation({
    ...staff,
    id: 'removePage',
    method: 'DELETE',
    path: `${S}/pages/{page}`,
    tag: 'Staff: settings',
    summary: 'Take a page away',
    params: page,
    query: none,
    answer: { status: 204, description: 'Gone' },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) => done(await removePage(viewer, id, params.page))),
  }),
  operation({
    ...staff,
    id: 'putFile',
    method: 'PUT',
    path: `${S}/files/{path}`,
    tag: 'Staff: settings',
    summary: 'Put a data file or a file of reference code where students find it; at most 4.5 GB',
    params: file,
    query: z.strictObject({ kind: fileKind.default('data') }),
    file: { types: ['application/octet-stream'], multipart: false, description: 'The file' },
    answer: { status: 200, description: 'Stored', schema: storedFile },
    run: ({ viewer, params, query, file: given }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await putAssignmentFile(viewer, id, { path: params.path, kind: query.kind }, given.chunks)),
      ),
  }),
  operation({
    ...staff,
    id: 'removeFile',
    method: 'DELETE',
    path: `${S}/files/{path}`,
    tag: 'Staff: settings',
    summary: 'Take a data file or a file of reference code away',
    params: file,
    query: none,
    answer: { status: 204, description: 'Gone' },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) =>
        done(await removeAssignmentFile(viewer, id, params.path)),
      ),
  }),
  operation({
    ...staff,
    id: 'listBaselines',
    method: 'GET',
    path: `${S}/baselines`,
    tag: 'Staff: settings',
    summary: 'The baselines',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'In their order', schema: z.object({ items: z.array(baseline) }) },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await listBaselines(viewer, id), (items) => ({ items })),
      ),
  }),
  operation({
    ...staff,
    id: 'addBaseline',
    method: 'POST',
    path: `${S}/baselines`,
    tag: 'Staff: settings',
    summary: 'Add a baseline by its scores',
    params: assignment,
    query: none,
    body: z.strictObject({ name: text(100, 1), public: z.number(), private: z.number() }),
    answer: { status: 204, description: 'Added' },
    run: ({ viewer, params, body: { name, ...scores } }) =>
      onStaffAssignment(viewer, params, async (id) =>
        done(await addBaseline(viewer, id, name, { kind: 'scores', ...scores })),
      ),
  }),
  operation({
    ...staff,
    id: 'removeBaseline',
    method: 'DELETE',
    path: `${S}/baselines/{baseline}`,
    tag: 'Staff: settings',
    summary: 'Take a baseline off the boards',
    params: assignment.extend({ baseline: uuid }),
    query: none,
    answer: { status: 204, description: 'Gone' },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) =>
        done(await removeBaseline(viewer, id, params.baseline)),
      ),
  }),
  operation({
    ...staff,
    id: 'releaseQuiz',
    method: 'POST',
    path: `${S}/quiz/release`,
    tag: 'Staff: quiz',
    summary: 'Show answers and points to the students, once the quiz has closed',
    params: assignment,
    query: none,
    answer: { status: 204, description: 'Released' },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) => done(await releaseQuiz(viewer, id))),
  }),
  operation({
    ...staff,
    id: 'regradeQuiz',
    method: 'POST',
    path: `${S}/quiz/regrade`,
    tag: 'Staff: quiz',
    summary: 'Grade the answers anew from what is stored',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'Graded', schema: z.object({ graded: z.int() }) },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) => answer(await regradeQuiz(viewer, id))),
  }),
  operation({
    ...staff,
    id: 'acceptQuizAnswer',
    method: 'POST',
    path: `${S}/quiz/acceptances`,
    tag: 'Staff: quiz',
    summary: 'Let a further answer count as right, for one student or all, with a reason',
    params: assignment,
    query: none,
    body: z.strictObject({
      questionId: text(100, 1),
      userId: uuid.nullable(),
      value: z.unknown(),
      reason: text(4_000, 1),
    }),
    answer: { status: 204, description: 'Accepted' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) => done(await acceptOption(viewer, id, body))),
  }),
  operation({
    ...staff,
    id: 'addPerson',
    method: 'POST',
    path: `${C}/people`,
    tag: 'Staff: course',
    summary: 'Enrol one person; an invitation comes back where they need one',
    params: course,
    query: none,
    body: z.strictObject({
      studentId: text(40).default(''),
      name: text(200, 1),
      email: text(320).default(''),
      role,
    }),
    answer: { status: 200, description: 'Enrolled', schema: z.object({ invitation: invitation.nullable() }) },
    run: async ({ viewer, params, body }) =>
      answer(await addPerson(viewer, params.course, body), (made) => ({ invitation: made })),
  }),
  operation({
    ...staff,
    id: 'putRole',
    method: 'PUT',
    path: `${C}/people/{user}/role`,
    tag: 'Staff: course',
    summary: 'Change somebody’s role, which ends their sessions',
    params: person,
    query: none,
    body: z.strictObject({ role }),
    answer: { status: 204, description: 'Changed' },
    run: async ({ viewer, params, body }) =>
      done(await changeRole(viewer, params.course, params.user, body.role)),
  }),
  operation({
    ...staff,
    id: 'putEnrolment',
    method: 'PUT',
    path: `${C}/people/{user}/enrolment`,
    tag: 'Staff: course',
    summary: 'Take somebody out of the course, or back into it; nothing of theirs is lost',
    params: person,
    query: none,
    body: z.strictObject({ enrolled: z.boolean() }),
    answer: { status: 204, description: 'Done' },
    run: async ({ viewer, params, body }) =>
      done(await (body.enrolled ? restoreToCourse : removeFromCourse)(viewer, params.course, params.user)),
  }),
  operation({
    ...staff,
    id: 'reissueInvitation',
    method: 'POST',
    path: `${C}/people/{user}/invitation`,
    tag: 'Staff: course',
    summary: 'A new link to set a password with',
    params: person,
    query: none,
    answer: { status: 200, description: 'The link', schema: invitation },
    run: async ({ viewer, params }) => answer(await reissueInvitation(viewer, params.course, params.user)),
  }),
  operation({
    ...staff,
    id: 'listWebhooks',
    method: 'GET',
    path: `${C}/webhooks`,
    tag: 'Staff: course',
    summary: 'Addresses that are told of what happens',
    params: course,
    query: none,
    answer: { status: 200, description: 'The webhooks', schema: z.object({ items: z.array(webhook) }) },
    run: async ({ viewer, params }) =>
      answer(await listWebhooks(viewer, params.course), (items) => ({ items })),
  }),
  operation({
    ...staff,
    id: 'addWebhook',
    method: 'POST',
    path: `${C}/webhooks`,
    tag: 'Staff: course',
    summary: 'Add one; the secret its messages are signed with is shown this once',
    params: course,
    query: none,
    body: z.strictObject({ url: text(2_000, 1), events: z.array(z.enum(WEBHOOK_EVENTS)).min(1) }),
    answer: {
      status: 201,
      description: 'Added',
      schema: z.object({ id: uuid, secret: z.string() }),
    },
    run: async ({ viewer, params, body }) => answer(await addWebhook(viewer, params.course, body)),
  }),
  operation({
    ...staff,
    id: 'removeWebhook',
    method: 'DELETE',
    path: '/staff/webhooks/{webhook}',
    tag: 'Staff: course',
    summary: 'Take one away',
    params: z.strictObject({ webhook: uuid }),
    query: none,
    answer: { status: 204, description: 'Gone' },
    run: async ({ viewer, params }) => done(await removeWebhook(viewer, params.webhook)),
  }),
];
