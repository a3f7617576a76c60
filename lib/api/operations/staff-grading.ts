import { z } from 'zod';
import { fileOperation, jsonOperation, type ApiAnswer, type Operation } from '@/lib/api/operation';
import { assignmentParams, onAssignment, wholeUpload } from '@/lib/api/parts';
import { done } from '@/lib/api/schemas/common';
import { gradeTable as gradeTableSchema, staffQuiz } from '@/lib/api/schemas/staff';
import { exportCanvas, exportGrades } from '@/lib/gradebook/export-grades';
import { publishGrades } from '@/lib/gradebook/run';
import { gradeTable } from '@/lib/gradebook/staff-view';
import { ok, type Result } from '@/lib/platform/result';
import { regradeQuiz, releaseQuiz } from '@/lib/quiz/release-quiz';
import { staffQuizView } from '@/lib/quiz/staff-view';
import { startSeeding } from '@/lib/quiz/start-seeding';

const S = '/courses/{course}/assignments/{assignment}/staff';
const TAG = 'Staff: quiz and grades';
const CANVAS_BYTES_MAX = 20_000_000;

export const STAFF_GRADING: readonly Operation[] = [
  jsonOperation({
    id: 'getStaffQuiz',
    method: 'GET',
    path: `${S}/quiz`,
    tag: TAG,
    summary: 'Checkpoints, their classes, who has answered',
    audience: 'staff',
    params: assignmentParams,
    response: staffQuiz,
    handle: ({ viewer, params }) => onAssignment(params, (id) => staffQuizView(viewer, id)),
  }),
  jsonOperation({
    id: 'seedCheckpoints',
    method: 'POST',
    path: `${S}/quiz/seeding`,
    tag: TAG,
    summary: 'Make the checkpoints of all students who have none',
    audience: 'staff',
    status: 202,
    params: assignmentParams,
    response: done,
    handle: ({ viewer, params }) =>
      onAssignment(params, async (id) => {
        const started = await startSeeding(viewer, id);
        return started.ok ? ok({ done: true }) : started;
      }),
  }),
  jsonOperation({
    id: 'regradeQuiz',
    method: 'POST',
    path: `${S}/quiz/grading`,
    tag: TAG,
    summary: 'Grade the quiz anew from what is stored',
    audience: 'staff',
    params: assignmentParams,
    response: z.object({ graded: z.int() }),
    handle: ({ viewer, params }) => onAssignment(params, (id) => regradeQuiz(viewer, id)),
  }),
  jsonOperation({
    id: 'releaseQuiz',
    method: 'POST',
    path: `${S}/quiz/release`,
    tag: TAG,
    summary: 'Show students what is right',
    audience: 'staff',
    params: assignmentParams,
    response: done,
    handle: ({ viewer, params }) =>
      onAssignment(params, async (id) => {
        const released = await releaseQuiz(viewer, id);
        return released.ok ? ok({ done: true }) : released;
      }),
  }),
  jsonOperation({
    id: 'getGrades',
    method: 'GET',
    path: `${S}/grades`,
    tag: TAG,
    summary: 'Everybody’s grade as it would be published now, beside what is published',
    audience: 'staff',
    params: assignmentParams,
    response: gradeTableSchema,
    handle: ({ viewer, params }) => onAssignment(params, (id) => gradeTable(viewer, id)),
  }),
  jsonOperation({
    id: 'publishGrades',
    method: 'POST',
    path: `${S}/grades/publication`,
    tag: TAG,
    summary: 'Publish the grades that were looked at',
    audience: 'staff',
    status: 201,
    params: assignmentParams,
    body: z.strictObject({ fingerprint: z.string().min(1).max(200) }),
    response: z.object({ number: z.int(), changed: z.int() }),
    handle: ({ viewer, params, body }) =>
      onAssignment(params, (id) => publishGrades(viewer, id, body.fingerprint)),
  }),
  fileOperation({
    id: 'exportGrades',
    method: 'GET',
    path: `${S}/grades/export`,
    tag: TAG,
    summary: 'The published grades as a table',
    audience: 'staff',
    params: assignmentParams,
    query: z.strictObject({ format: z.enum(['csv', 'moodle']).default('csv') }),
    download: 'text/csv',
    handle: ({ viewer, params, query }) =>
      onAssignment<ApiAnswer>(params, async (id) => {
        const table = await exportGrades(viewer, id, query.format);
        return table.ok ? csv(`${params.assignment}-grades.csv`, Buffer.from(table.value)) : table;
      }),
  }),
  fileOperation({
    id: 'fillCanvas',
    method: 'POST',
    path: `${S}/grades/canvas`,
    tag: TAG,
    summary: 'A Canvas grade-book export with the assignment’s column filled in',
    description: 'The export is the body; every other byte comes back as it was.',
    audience: 'staff',
    params: assignmentParams,
    query: z.strictObject({ column: z.string().max(300).optional() }),
    upload: ['text/csv', 'application/octet-stream'],
    download: 'text/csv',
    handle: ({ viewer, params, query, upload }) =>
      onAssignment<ApiAnswer>(params, async (id) => {
        const file = await wholeUpload(upload, CANVAS_BYTES_MAX);
        if (!file.ok) return file;
        const filled = await exportCanvas(viewer, id, file.value, query.column);
        return filled.ok ? csv(`${params.assignment}-canvas.csv`, filled.value.file) : filled;
      }),
  }),
];

function csv(fileName: string, bytes: Uint8Array): Result<ApiAnswer> {
  return ok({ kind: 'bytes', fileName, contentType: 'text/csv; charset=utf-8', bytes });
}
