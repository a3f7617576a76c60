import { z } from 'zod';
import { answer, onAssignment } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { pageOf } from '@/lib/api/paging.core';
import { assignment, none, pageQuery, pageSchema, text, uuid } from '@/lib/api/schemas/common';
import { announcement, thread, threadLine } from '@/lib/api/schemas/parts';
import { announce, listAnnouncements } from '@/lib/forum/announcements';
import { answerQuestion, askQuestion, listThreads, readThread } from '@/lib/forum/threads';

const tag = 'Discussion';
const A = '/courses/{course}/assignments/{assignment}';
const title = text(200, 1);
const markdown = text(20_000, 1).describe('Markdown');

export const DISCUSSION_OPERATIONS = [
  operation({
    id: 'listAnnouncements',
    method: 'GET',
    path: `${A}/announcements`,
    tag,
    summary: 'Announcements, newest first',
    scope: 'read',
    params: assignment,
    query: pageQuery,
    answer: { status: 200, description: 'A page of announcements', schema: pageSchema(announcement) },
    run: ({ viewer, params, query }) =>
      onAssignment(viewer, params, async (id) => {
        const list = await listAnnouncements(viewer, id);
        return list.ok ? answer(pageOf(list.value, (each) => each.id, query)) : list;
      }),
  }),
  operation({
    id: 'announce',
    method: 'POST',
    path: `${A}/announcements`,
    tag,
    summary: 'Make an announcement',
    scope: 'all',
    staff: true,
    params: assignment,
    query: none,
    body: z.strictObject({ title, markdown }),
    answer: { status: 201, description: 'Made known', schema: z.object({ id: z.string() }) },
    run: ({ viewer, params, body }) =>
      onAssignment(viewer, params, async (id) => answer(await announce(viewer, id, body))),
  }),
  operation({
    id: 'listThreads',
    method: 'GET',
    path: `${A}/threads`,
    tag,
    summary: 'Questions of the discussion, the latest first',
    description: 'At most the hundred latest that fit.',
    scope: 'read',
    params: assignment,
    query: pageQuery.extend({ search: text(200).default('') }),
    answer: { status: 200, description: 'A page of questions', schema: pageSchema(threadLine) },
    run: ({ viewer, params, query }) =>
      onAssignment(viewer, params, async (id) => {
        const list = await listThreads(viewer, id, query.search);
        return list.ok ? answer(pageOf(list.value, (each) => each.id, query)) : list;
      }),
  }),
  operation({
    id: 'ask',
    method: 'POST',
    path: `${A}/threads`,
    tag,
    summary: 'Ask a question',
    scope: 'submit',
    params: assignment,
    query: none,
    body: z.strictObject({
      title,
      markdown,
      isPrivate: z.boolean().default(false).describe('For the staff alone'),
    }),
    answer: { status: 201, description: 'Asked', schema: z.object({ threadId: z.string() }) },
    run: ({ viewer, params, body }) =>
      onAssignment(viewer, params, async (id) => answer(await askQuestion(viewer, id, body))),
  }),
  operation({
    id: 'getThread',
    method: 'GET',
    path: '/threads/{thread}',
    tag,
    summary: 'A question with its answers',
    scope: 'read',
    params: z.strictObject({ thread: uuid }),
    query: none,
    answer: { status: 200, description: 'The question', schema: thread },
    run: async ({ viewer, params }) => answer(await readThread(viewer, params.thread)),
  }),
  operation({
    id: 'reply',
    method: 'POST',
    path: '/threads/{thread}/posts',
    tag,
    summary: 'Write into a discussion',
    scope: 'submit',
    params: z.strictObject({ thread: uuid }),
    query: none,
    body: z.strictObject({ markdown }),
    answer: { status: 201, description: 'Written', schema: z.object({ postId: z.string() }) },
    run: async ({ viewer, params, body }) =>
      answer(await answerQuestion(viewer, params.thread, body.markdown)),
  }),
];
