import { z } from 'zod';
import { fileOperation, jsonOperation, type ApiAnswer, type Operation } from '@/lib/api/operation';
import { assignmentParams, instant, onAssignment, pageOf, pageQuery, pageSchema } from '@/lib/api/parts';
import {
  announcement,
  answer,
  handinReceipt,
  handins,
  myGrade as myGradeSchema,
  quiz,
  thread,
  threadLine,
} from '@/lib/api/schemas/parts-of-assignment';
import { announce, listAnnouncements } from '@/lib/forum/announcements';
import { answerQuestion, askQuestion, listThreads, readThread } from '@/lib/forum/threads';
import { myGrade } from '@/lib/gradebook/my-grade';
import { acceptHandin } from '@/lib/handin/accept-handin';
import { handinArchive, myHandins } from '@/lib/handin/handin-view';
import { ok } from '@/lib/platform/result';
import { CHECKPOINT_FILES, checkpointFile } from '@/lib/quiz/checkpoint-file';
import { quizView } from '@/lib/quiz/quiz-view';
import { saveAnswer } from '@/lib/quiz/save-answer';

const A = '/courses/{course}/assignments/{assignment}';
const text = z.strictObject({ title: z.string().min(1).max(300), markdown: z.string().min(1).max(50_000) });

const QUIZ: readonly Operation[] = [
  jsonOperation({
    id: 'getQuiz',
    method: 'GET',
    path: `${A}/quiz`,
    tag: 'Quiz',
    summary: 'The questions and my answers',
    audience: 'member',
    params: assignmentParams,
    response: quiz,
    handle: ({ viewer, params }) => quizView(viewer, params.course, params.assignment),
  }),
  jsonOperation({
    id: 'answerQuestion',
    method: 'PUT',
    path: `${A}/quiz/answers/{question}`,
    tag: 'Quiz',
    summary: 'Answer a question',
    description:
      'May be changed until the deadline; the last answer in time counts. Options are 0-based positions.',
    audience: 'member',
    params: assignmentParams.extend({ question: z.string().min(1).max(100) }),
    body: z.strictObject({ answer }),
    response: z.object({ savedAt: instant }),
    handle: ({ viewer, params, body }) =>
      onAssignment(params, (id) => saveAnswer(viewer, id, params.question, body.answer)),
  }),
  fileOperation({
    id: 'downloadCheckpoint',
    method: 'GET',
    path: `${A}/quiz/checkpoint`,
    tag: 'Quiz',
    summary: 'My checkpoint, as numbers or as a notebook',
    audience: 'member',
    params: assignmentParams,
    query: z.strictObject({ format: z.enum(CHECKPOINT_FILES).default('safetensors') }),
    download: 'application/octet-stream',
    handle: ({ viewer, params, query }) =>
      onAssignment<ApiAnswer>(params, async (id) => {
        const file = await checkpointFile(viewer, id, query.format);
        return file.ok ? ok({ kind: 'bytes', ...file.value }) : file;
      }),
  }),
];

const HANDIN: readonly Operation[] = [
  jsonOperation({
    id: 'listHandins',
    method: 'GET',
    path: `${A}/hand-ins`,
    tag: 'Code and grade',
    summary: 'What I handed in, newest first',
    audience: 'member',
    params: assignmentParams,
    response: handins,
    handle: ({ viewer, params }) =>
      onAssignment(params, async (id) => {
        const own = await myHandins(viewer, id);
        return own.ok ? ok({ ...own.value, items: own.value.handins }) : own;
      }),
  }),
  jsonOperation({
    id: 'handIn',
    method: 'POST',
    path: `${A}/hand-ins`,
    tag: 'Code and grade',
    summary: 'Hand code and report in',
    description: 'The archive is the body. A wrong one is refused with every problem; nothing is kept of it.',
    audience: 'member',
    status: 201,
    params: assignmentParams,
    query: z.strictObject({ fileName: z.string().min(1).max(500) }),
    upload: ['application/zip', 'application/octet-stream'],
    response: handinReceipt,
    handle: ({ viewer, params, query, upload }) =>
      onAssignment(params, (id) => acceptHandin(viewer, id, query.fileName, upload)),
  }),
  fileOperation({
    id: 'downloadHandin',
    method: 'GET',
    path: `${A}/hand-ins/{id}/file`,
    tag: 'Code and grade',
    summary: 'An archive as it was handed in',
    audience: 'member',
    params: assignmentParams.extend({ id: z.coerce.number().int().min(1).max(2_147_483_647) }),
    download: 'application/zip',
    handle: async ({ viewer, params }) => {
      const file = await handinArchive(viewer, params.id);
      return file.ok ? ok({ kind: 'stored', ...file.value }) : file;
    },
  }),
  jsonOperation({
    id: 'getGrade',
    method: 'GET',
    path: `${A}/grade`,
    tag: 'Code and grade',
    summary: 'My published grade, item by item',
    audience: 'member',
    params: assignmentParams,
    response: myGradeSchema,
    handle: ({ viewer, params }) => onAssignment(params, (id) => myGrade(viewer, id)),
  }),
];

const FORUM: readonly Operation[] = [
  jsonOperation({
    id: 'listAnnouncements',
    method: 'GET',
    path: `${A}/announcements`,
    tag: 'Discussion',
    summary: 'Announcements, newest first',
    audience: 'member',
    params: assignmentParams,
    query: pageQuery,
    response: pageSchema(announcement),
    handle: ({ viewer, params, query }) =>
      onAssignment(params, async (id) => {
        const list = await listAnnouncements(viewer, id);
        return list.ok ? pageOf(list.value, query, (each) => each.id) : list;
      }),
  }),
  jsonOperation({
    id: 'announce',
    method: 'POST',
    path: `${A}/announcements`,
    tag: 'Discussion',
    summary: 'Announce something to the class',
    audience: 'staff',
    status: 201,
    params: assignmentParams,
    body: text,
    response: z.object({ id: z.uuid() }),
    handle: ({ viewer, params, body }) => onAssignment(params, (id) => announce(viewer, id, body)),
  }),
  jsonOperation({
    id: 'listThreads',
    method: 'GET',
    path: `${A}/threads`,
    tag: 'Discussion',
    summary: 'Questions I may read, the latest post first; at most 100',
    audience: 'member',
    params: assignmentParams,
    query: z.strictObject({ search: z.string().max(200).default('') }),
    response: z.object({ items: z.array(threadLine) }),
    handle: ({ viewer, params, query }) =>
      onAssignment(params, async (id) => {
        const threads = await listThreads(viewer, id, query.search);
        return threads.ok ? ok({ items: threads.value }) : threads;
      }),
  }),
  jsonOperation({
    id: 'ask',
    method: 'POST',
    path: `${A}/threads`,
    tag: 'Discussion',
    summary: 'Ask a question',
    audience: 'member',
    status: 201,
    params: assignmentParams,
    body: text.extend({ isPrivate: z.boolean().default(false) }),
    response: z.object({ threadId: z.uuid() }),
    handle: ({ viewer, params, body }) => onAssignment(params, (id) => askQuestion(viewer, id, body)),
  }),
  jsonOperation({
    id: 'getThread',
    method: 'GET',
    path: '/threads/{thread}',
    tag: 'Discussion',
    summary: 'A question with its answers',
    audience: 'member',
    params: z.strictObject({ thread: z.uuid() }),
    response: thread,
    handle: ({ viewer, params }) => readThread(viewer, params.thread),
  }),
  jsonOperation({
    id: 'answer',
    method: 'POST',
    path: '/threads/{thread}/posts',
    tag: 'Discussion',
    summary: 'Answer a question',
    audience: 'member',
    status: 201,
    params: z.strictObject({ thread: z.uuid() }),
    body: z.strictObject({ markdown: z.string().min(1).max(50_000) }),
    response: z.object({ postId: z.uuid() }),
    handle: ({ viewer, params, body }) => answerQuestion(viewer, params.thread, body.markdown),
  }),
];

export const COURSEWORK: readonly Operation[] = [...QUIZ, ...HANDIN, ...FORUM];
