import { z } from 'zod';
import { answer, onAssignment, value } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { assignment, instant, none, rowId, text } from '@/lib/api/schemas/common';
import {
  answerValue,
  breach,
  checkpointFormat,
  handinReceipt,
  handins,
  myGrade,
  quiz,
} from '@/lib/api/schemas/parts';
import { myBreaches, myGrade as gradeOf } from '@/lib/gradebook/my-grade';
import { acceptHandin } from '@/lib/handin/accept-handin';
import { handinArchive, myHandins } from '@/lib/handin/handin-view';
import { ok, refuse } from '@/lib/platform/result';
import { CHECKPOINT_FILES, checkpointFile } from '@/lib/quiz/checkpoint-file';
import { quizView } from '@/lib/quiz/quiz-view';
import { saveAnswer } from '@/lib/quiz/save-answer';

const A = '/courses/{course}/assignments/{assignment}';
const PARTS = { 206: 'The part that `Range` asks for', 304: 'Unchanged', 416: 'No such part' };

export const COURSEWORK_OPERATIONS = [
  operation({
    id: 'getQuiz',
    method: 'GET',
    path: `${A}/quiz`,
    tag: 'Quiz',
    summary: 'The questions, and what I answered',
    scope: 'read',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The quiz', schema: quiz },
    run: async ({ viewer, params }) => answer(await quizView(viewer, params.course, params.assignment)),
  }),
  operation({
    id: 'answerQuestion',
    method: 'PUT',
    path: `${A}/quiz/answers/{question}`,
    tag: 'Quiz',
    summary: 'Save my answer to a question; the last one counts',
    scope: 'submit',
    params: assignment.extend({ question: text(100, 1) }),
    query: none,
    body: answerValue,
    answer: { status: 200, description: 'Saved', schema: z.object({ savedAt: instant }) },
    run: ({ viewer, params, body }) =>
      onAssignment(viewer, params, async (id) => answer(await saveAnswer(viewer, id, params.question, body))),
  }),
  operation({
    id: 'listCheckpointFiles',
    method: 'GET',
    path: `${A}/quiz/checkpoint`,
    tag: 'Quiz',
    summary: 'The forms my checkpoint can be had in',
    scope: 'read',
    params: assignment,
    query: none,
    answer: {
      status: 200,
      description: 'The forms; empty where the quiz has no checkpoint',
      schema: z.object({ items: z.array(checkpointFormat) }),
    },
    run: async ({ viewer, params, origin }) => {
      const view = await quizView(viewer, params.course, params.assignment);
      if (!view.ok) return view;
      const at = `${origin}/api/rest/v1/courses/${params.course}/assignments/${params.assignment}/quiz/checkpoint`;
      const formats = view.value.hasCheckpoint ? CHECKPOINT_FILES : [];
      return value({ items: formats.map((format) => ({ format, url: `${at}/${format}` })) });
    },
  }),
  operation({
    id: 'getCheckpoint',
    method: 'GET',
    path: `${A}/quiz/checkpoint/{format}`,
    tag: 'Quiz',
    summary: 'Download my checkpoint',
    scope: 'read',
    params: assignment.extend({ format: z.enum(CHECKPOINT_FILES) }),
    query: none,
    answer: {
      status: 200,
      description: 'The checkpoint',
      types: ['application/octet-stream', 'application/json', 'application/x-ipynb+json'],
    },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) => {
        const file = await checkpointFile(viewer, id, params.format);
        return file.ok ? ok({ kind: 'bytes', ...file.value }) : file;
      }),
  }),
  operation({
    id: 'listHandins',
    method: 'GET',
    path: `${A}/handins`,
    tag: 'Hand-in',
    summary: 'What is asked for, and what I handed in',
    scope: 'read',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The hand-in', schema: handins },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) => answer(await myHandins(viewer, id))),
  }),
  operation({
    id: 'handIn',
    method: 'POST',
    path: `${A}/handins`,
    tag: 'Hand-in',
    summary: 'Hand in an archive',
    scope: 'submit',
    params: assignment,
    query: z.strictObject({ fileName: text(500, 1).optional() }),
    file: {
      types: ['application/zip', 'application/octet-stream'],
      multipart: true,
      description: 'A zip of the name that is asked for',
    },
    answer: { status: 201, description: 'Taken', schema: handinReceipt },
    run: ({ viewer, params, query, file }) =>
      onAssignment(viewer, params, async (id) => {
        const name = query.fileName ?? file.name;
        if (name === null)
          return refuse({ code: 'bad_field', field: 'fileName', message: 'Name the archive: ?fileName=…' });
        return answer(await acceptHandin(viewer, id, name, file.chunks));
      }),
  }),
  operation({
    id: 'getHandinFile',
    method: 'GET',
    path: '/handins/{handin}/file',
    tag: 'Hand-in',
    summary: 'An archive, as it was handed in',
    scope: 'read',
    params: z.strictObject({ handin: rowId }),
    query: none,
    answer: { status: 200, description: 'The archive', types: ['application/octet-stream'], also: PARTS },
    run: async ({ viewer, params }) => {
      const file = await handinArchive(viewer, params.handin);
      return file.ok ? ok({ kind: 'stored', ...file.value }) : file;
    },
  }),
  operation({
    id: 'getMyGrade',
    method: 'GET',
    path: `${A}/grade`,
    tag: 'Grade',
    summary: 'My published grade, item by item',
    scope: 'read',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The grade', schema: myGrade },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) => answer(await gradeOf(viewer, id))),
  }),
  operation({
    id: 'listMyBreaches',
    method: 'GET',
    path: `${A}/breaches`,
    tag: 'Grade',
    summary: 'Breaches of the rules recorded against me',
    scope: 'read',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The breaches', schema: z.object({ items: z.array(breach) }) },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) =>
        answer(await myBreaches(viewer, id), (items) => ({ items })),
      ),
  }),
];
