import { z } from 'zod';
import { answer, done, onStaffAssignment } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { pageOf } from '@/lib/api/paging.core';
import { assignment, course, flag, none, pageQuery, pageSchema, text, uuid } from '@/lib/api/schemas/common';
import {
  canvasRow,
  checkpointState,
  gradePreview,
  person,
  rosterOutcome,
  uploadedBundle,
} from '@/lib/api/schemas/staff';
import { wholeFile } from '@/lib/api/whole-file';
import { exportBundleZip } from '@/lib/bundle/export-bundle';
import { applyUploadedBundle, uploadBundle, uploadedBundles } from '@/lib/bundle/uploaded-bundle';
import { exportCanvas, exportGrades, exportGradesXlsx } from '@/lib/gradebook/export-grades';
import { publishGrades } from '@/lib/gradebook/run';
import { gradeTable } from '@/lib/gradebook/staff-view';
import { applyRoster, previewRoster } from '@/lib/identity/import-roster';
import { peopleOf } from '@/lib/identity/people';
import { ok } from '@/lib/platform/result';
import { startSeeding } from '@/lib/quiz/start-seeding';
import { staffQuizView } from '@/lib/quiz/staff-view';

const staff = { scope: 'all', staff: true } as const;
const A = '/courses/{course}/assignments/{assignment}/staff';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const LIST_BYTES_MAX = 5_000_000;
const CSV = { types: ['text/csv'], multipart: true } as const;

export const STAFF_COURSE_OPERATIONS = [
  operation({
    ...staff,
    id: 'listPeople',
    method: 'GET',
    path: '/courses/{course}/staff/roster',
    tag: 'Staff: course',
    summary: 'The people of a course',
    params: course,
    query: pageQuery,
    answer: { status: 200, description: 'A page of people', schema: pageSchema(person) },
    run: async ({ viewer, params, query }) => {
      const people = await peopleOf(viewer, params.course);
      return people.ok ? answer(pageOf(people.value.people, (each) => each.userId, query)) : people;
    },
  }),
  operation({
    ...staff,
    id: 'importRoster',
    method: 'POST',
    path: '/courses/{course}/staff/roster',
    tag: 'Staff: course',
    summary: 'Enrol a class list (student_id,name,email,role); by default only says what it would change',
    params: course,
    query: z.strictObject({
      apply: flag.describe('Do it; else it is a dry run'),
      removeMissing: flag.describe('Take students who are not in the file out of the course'),
      fingerprint: text(200).optional().describe('Of the dry run: refused when the class has changed since'),
      encoding: text(40)
        .optional()
        .describe('Of a file that is not UTF-8, e.g. `big5`; else it is refused with the candidates'),
      acceptDoubts: flag.describe('Take what the dry run calls doubts as it stands'),
    }),
    file: { ...CSV, description: 'The class list' },
    answer: { status: 200, description: 'What it changes', schema: rosterOutcome },
    run: async ({ viewer, params, query, file, origin }) => {
      // Before a list is read: who may not import one is told nothing of it.
      const people = await peopleOf(viewer, params.course);
      if (!people.ok) return people;
      const bytes = await wholeFile(file.chunks, LIST_BYTES_MAX);
      if (!bytes.ok) return bytes;
      const { apply, removeMissing, fingerprint, encoding, acceptDoubts } = query;
      const read = { removeMissing, ...(encoding === undefined ? {} : { encoding }) };
      if (!apply)
        return answer(await previewRoster(viewer, params.course, bytes.value, read), (plan) => ({
          ...plan,
          applied: false,
          invitations: [],
        }));
      const options = { ...read, acceptDoubts, ...(fingerprint === undefined ? {} : { fingerprint }) };
      return answer(
        await applyRoster(viewer, params.course, bytes.value, options),
        ({ plan, invitations }) => ({
          ...plan,
          applied: true,
          fingerprint: null,
          encoding: null,
          notes: [],
          invitations: invitations.map((each) => ({ ...each, link: origin + each.path })),
        }),
      );
    },
  }),
  operation({
    ...staff,
    id: 'exportBundle',
    method: 'GET',
    path: `${A}/bundle`,
    tag: 'Staff: course',
    summary: 'The assignment as a zip that imports to the same assignment; it holds the solution',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The bundle', types: ['application/zip'] },
    run: async ({ viewer, params }) => {
      const zip = await exportBundleZip(viewer, params.course, params.assignment);
      return zip.ok ? ok({ kind: 'stream', contentType: 'application/zip', ...zip.value }) : zip;
    },
  }),
  operation({
    ...staff,
    id: 'uploadBundle',
    method: 'POST',
    path: '/courses/{course}/staff/bundles',
    tag: 'Staff: course',
    summary:
      'Upload an assignment’s folder as a zip; the worker reads it, nothing changes before it is confirmed',
    params: course,
    query: z.strictObject({
      fileName: text(500, 1).default('bundle.zip'),
      withoutMissing: flag.describe('Leave out data files that are not in the archive'),
    }),
    file: {
      types: ['application/zip', 'application/octet-stream'],
      multipart: false,
      description: 'The zip',
    },
    answer: { status: 202, description: 'Being read', schema: z.object({ importId: uuid }) },
    run: async ({ viewer, params, query, file }) =>
      answer(await uploadBundle(viewer, params.course, query, file.chunks)),
  }),
  operation({
    ...staff,
    id: 'listBundles',
    method: 'GET',
    path: '/courses/{course}/staff/bundles',
    tag: 'Staff: course',
    summary: 'The latest uploaded bundles, with what each would change or has changed',
    params: course,
    query: none,
    answer: {
      status: 200,
      description: 'Newest first',
      schema: z.object({ items: z.array(uploadedBundle) }),
    },
    run: async ({ viewer, params }) =>
      answer(await uploadedBundles(viewer, params.course), (items) => ({ items })),
  }),
  operation({
    ...staff,
    id: 'confirmBundle',
    method: 'POST',
    path: '/courses/{course}/staff/bundles/{bundle}/confirmation',
    tag: 'Staff: course',
    summary: 'Apply an uploaded bundle; shown anew instead when the assignment has changed since',
    params: course.extend({ bundle: uuid }),
    query: none,
    answer: { status: 204, description: 'Being applied' },
    run: async ({ viewer, params }) => done(await applyUploadedBundle(viewer, params.bundle)),
  }),
  operation({
    ...staff,
    id: 'seedCheckpoints',
    method: 'POST',
    path: `${A}/checkpoints/seed`,
    tag: 'Staff: quiz',
    summary: 'Make the checkpoint of every student who has none; the worker does it',
    params: assignment,
    query: none,
    body: z.strictObject({
      students: z
        .array(text(100, 1))
        .min(1)
        .max(5_000)
        .optional()
        .describe('Student IDs: the checkpoints of these only'),
    }),
    answer: { status: 204, description: 'Begun' },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) =>
        done(await startSeeding(viewer, id, body.students ?? null)),
      ),
  }),
  operation({
    ...staff,
    id: 'listCheckpoints',
    method: 'GET',
    path: `${A}/checkpoints`,
    tag: 'Staff: quiz',
    summary: 'Every student’s checkpoint and answers',
    params: assignment,
    query: pageQuery,
    answer: { status: 200, description: 'A page of students', schema: pageSchema(checkpointState) },
    run: ({ viewer, params, query }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const view = await staffQuizView(viewer, id);
        return view.ok ? answer(pageOf(view.value.students, (each) => each.userId, query)) : view;
      }),
  }),
  operation({
    ...staff,
    id: 'previewGrades',
    method: 'GET',
    path: `${A}/grades`,
    tag: 'Staff: grades',
    summary: 'Compute everyone’s grade and compare it with what is published; changes nothing',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The preview', schema: gradePreview },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) => answer(await gradeTable(viewer, id))),
  }),
  operation({
    ...staff,
    id: 'publishGrades',
    method: 'POST',
    path: `${A}/grades/publications`,
    tag: 'Staff: grades',
    summary: 'Publish the grades that were previewed',
    params: assignment,
    query: none,
    body: z.strictObject({ fingerprint: text(200, 1) }),
    answer: {
      status: 201,
      description: 'Published',
      schema: z.object({ number: z.int(), changed: z.int() }),
    },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await publishGrades(viewer, id, body.fingerprint)),
      ),
  }),
  operation({
    ...staff,
    id: 'exportGrades',
    method: 'GET',
    path: `${A}/grades/export`,
    tag: 'Staff: grades',
    summary: 'The published grades as CSV or as a workbook',
    params: assignment,
    query: z.strictObject({ format: z.enum(['csv', 'moodle', 'xlsx']).default('csv') }),
    answer: { status: 200, description: 'The grades', types: ['text/csv', XLSX] },
    run: ({ viewer, params, query }) =>
      onStaffAssignment(viewer, params, async (id) => {
        if (query.format === 'xlsx') {
          const book = await exportGradesXlsx(viewer, id);
          if (!book.ok) return book;
          return ok({ kind: 'bytes', contentType: XLSX, fileName: 'grades.xlsx', bytes: book.value });
        }
        const csv = await exportGrades(viewer, id, query.format);
        if (!csv.ok) return csv;
        const fileName = `grades-${query.format}.csv`;
        return ok({ kind: 'bytes', contentType: 'text/csv', fileName, bytes: Buffer.from(csv.value) });
      }),
  }),
  operation({
    ...staff,
    id: 'fillCanvasGrades',
    method: 'POST',
    path: `${A}/grades/canvas`,
    tag: 'Staff: grades',
    summary: 'Fill the assignment’s column of a Canvas grade-book export; changes nothing here',
    params: assignment,
    query: z.strictObject({ column: text(300, 1).optional() }),
    file: { ...CSV, description: 'The export of Canvas' },
    answer: { status: 200, description: 'The same file with the column filled', types: ['text/csv'] },
    run: ({ viewer, params, query, file }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const bytes = await wholeFile(file.chunks, LIST_BYTES_MAX);
        if (!bytes.ok) return bytes;
        const filled = await exportCanvas(viewer, id, bytes.value, query.column);
        if (!filled.ok) return filled;
        return ok({
          kind: 'bytes',
          contentType: 'text/csv',
          fileName: 'canvas.csv',
          bytes: filled.value.file,
        });
      }),
  }),
  operation({
    ...staff,
    id: 'matchCanvasGrades',
    method: 'POST',
    path: `${A}/grades/canvas/matches`,
    tag: 'Staff: grades',
    summary: 'What filling that export would do with each of its rows: who is matched by what, who is not',
    params: assignment,
    query: z.strictObject({ column: text(300, 1).optional() }),
    file: { ...CSV, description: 'The export of Canvas' },
    answer: {
      status: 200,
      description: 'Each person of the file',
      schema: z.object({ filled: z.int(), rows: z.array(canvasRow) }),
    },
    run: ({ viewer, params, query, file }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const bytes = await wholeFile(file.chunks, LIST_BYTES_MAX);
        if (!bytes.ok) return bytes;
        return answer(await exportCanvas(viewer, id, bytes.value, query.column), ({ filled, rows }) => ({
          filled,
          rows,
        }));
      }),
  }),
];
