import { z } from 'zod';
import { answer, nothing, onAssignment, value } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { pageOf } from '@/lib/api/paging.core';
import { assignment, course, none, pageQuery, pageSchema, slug, text } from '@/lib/api/schemas/common';
import {
  assignmentDetail,
  assignmentSummary,
  courseSummary,
  dataFile,
  me,
  page,
} from '@/lib/api/schemas/student';
import { loginOf } from '@/lib/identity/tokens';
import { notFound } from '@/lib/identity/viewer';
import { myCourses } from '@/lib/competition/assignment-list';
import { assignmentView } from '@/lib/leaderboard/assignment-view';
import { ok } from '@/lib/platform/result';
import { acceptRules } from '@/lib/submission/accept-rules';
import { assignmentFiles } from '@/lib/submission/assignment-files';
import { downloadFile } from '@/lib/submission/reference-files';

const tag = 'Courses';
const A = '/courses/{course}/assignments/{assignment}';

export const COURSE_OPERATIONS = [
  operation({
    id: 'getMe',
    method: 'GET',
    path: '/me',
    tag,
    summary: 'Who the token is of',
    scope: 'read',
    params: none,
    query: none,
    answer: { status: 200, description: 'Whoever asks', schema: me },
    run: async ({ viewer }) =>
      value({ ...viewer, login: await loginOf(viewer), scope: viewer.scope ?? 'all' }),
  }),
  operation({
    id: 'listCourses',
    method: 'GET',
    path: '/courses',
    tag,
    summary: 'My courses',
    scope: 'read',
    params: none,
    query: pageQuery,
    answer: { status: 200, description: 'A page of courses', schema: pageSchema(courseSummary) },
    run: async ({ viewer, query }) => answer(pageOf(await myCourses(viewer), (each) => each.slug, query)),
  }),
  operation({
    id: 'listAssignments',
    method: 'GET',
    path: '/courses/{course}/assignments',
    tag,
    summary: 'The assignments of a course',
    description: 'What closes next comes first, what is over last.',
    scope: 'read',
    params: course,
    query: pageQuery,
    answer: { status: 200, description: 'A page of assignments', schema: pageSchema(assignmentSummary) },
    run: async ({ viewer, params, query }) => {
      const found = (await myCourses(viewer)).find((each) => each.slug === params.course);
      return found ? answer(pageOf(found.assignments, (each) => each.slug, query)) : notFound('course');
    },
  }),
  operation({
    id: 'getAssignment',
    method: 'GET',
    path: A,
    tag,
    summary: 'An assignment: phase, deadline, attempts left, my standing',
    scope: 'read',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The assignment', schema: assignmentDetail },
    run: async ({ viewer, params }) => answer(await assignmentView(viewer, params.course, params.assignment)),
  }),
  operation({
    id: 'acceptRules',
    method: 'POST',
    path: `${A}/rules-acceptance`,
    tag,
    summary: 'Accept the rules',
    scope: 'submit',
    params: assignment,
    query: none,
    answer: { status: 204, description: 'Accepted, now or earlier' },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) => {
        const accepted = await acceptRules(viewer, id);
        return accepted.ok ? nothing : accepted;
      }),
  }),
  operation({
    id: 'listPages',
    method: 'GET',
    path: `${A}/pages`,
    tag,
    summary: 'The pages of an assignment',
    scope: 'read',
    params: assignment,
    query: pageQuery,
    answer: { status: 200, description: 'A page of pages', schema: pageSchema(page) },
    run: async ({ viewer, params, query }) => {
      const view = await assignmentView(viewer, params.course, params.assignment);
      return view.ok ? answer(pageOf(view.value.pages, (each) => each.slug, query)) : view;
    },
  }),
  operation({
    id: 'getPage',
    method: 'GET',
    path: `${A}/pages/{page}`,
    tag,
    summary: 'One page, as Markdown',
    scope: 'read',
    params: assignment.extend({ page: slug }),
    query: none,
    answer: { status: 200, description: 'The page', schema: page },
    run: async ({ viewer, params }) => {
      const view = await assignmentView(viewer, params.course, params.assignment);
      if (!view.ok) return view;
      const found = view.value.pages.find((each) => each.slug === params.page);
      return found ? value(found) : notFound('page');
    },
  }),
  operation({
    id: 'listFiles',
    method: 'GET',
    path: `${A}/files`,
    tag,
    summary: 'Data files and reference code',
    scope: 'read',
    params: assignment,
    query: pageQuery,
    answer: { status: 200, description: 'A page of files', schema: pageSchema(dataFile) },
    run: ({ viewer, params, query, origin }) =>
      onAssignment(viewer, params, async (id) => {
        const files = await assignmentFiles(viewer, id);
        if (!files.ok) return files;
        const linked = files.value.map((each) => ({
          ...each,
          url: `${origin}/api/assignments/${id}/files/${each.path.split('/').map(encodeURIComponent).join('/')}`,
        }));
        return answer(pageOf(linked, (each) => each.path, query));
      }),
  }),
  operation({
    id: 'getFile',
    method: 'GET',
    path: `${A}/files/{path}`,
    tag,
    summary: 'Download a file',
    description: 'Slashes of the path are written `%2F`. Takes `Range` and `If-None-Match`.',
    scope: 'read',
    params: assignment.extend({ path: text(500, 1).describe('Path of the file, as the list has it') }),
    query: z.strictObject({}),
    answer: {
      status: 200,
      description: 'The file',
      types: ['application/octet-stream'],
      also: { 206: 'The part that `Range` asks for', 304: 'Unchanged', 416: 'No such part' },
    },
    run: ({ viewer, params }) =>
      onAssignment(viewer, params, async (id) => {
        const file = await downloadFile(viewer, id, params.path);
        if (!file.ok) return file;
        const { sha256, fileName, text: made } = file.value;
        return ok(
          made === null ? { kind: 'stored', sha256, fileName } : { kind: 'text', text: made, fileName },
        );
      }),
  }),
];
