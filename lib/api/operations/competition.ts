import { z } from 'zod';
import { fileOperation, jsonOperation, Tagged, type ApiAnswer, type Operation } from '@/lib/api/operation';
import {
  assignmentParams,
  onAssignment,
  pageOf,
  pageQuery,
  pageSchema,
  submissionParams,
} from '@/lib/api/parts';
import { done } from '@/lib/api/schemas/common';
import { assignmentFile, leaderboard, receipt, submission, whichBoard } from '@/lib/api/schemas/competition';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { ok, type Result } from '@/lib/platform/result';
import { acceptRules } from '@/lib/submission/accept-rules';
import { assignmentFiles } from '@/lib/submission/assignment-files';
import { mySubmissions, type OwnSubmission } from '@/lib/submission/my-submissions';
import { describeSubmission, submissionFile } from '@/lib/submission/own-submission';
import { downloadFile } from '@/lib/submission/reference-files';
import { selectFinal } from '@/lib/submission/select-final';
import { submitBody } from '@/lib/submission/submit-body';

const A = '/courses/{course}/assignments/{assignment}';
const TAG = 'Competition';
const KEY_MAX = 200;

export const COMPETITION: readonly Operation[] = [
  jsonOperation({
    id: 'acceptRules',
    method: 'PUT',
    path: `${A}/rules-acceptance`,
    tag: TAG,
    summary: 'Accept the rules',
    audience: 'member',
    params: assignmentParams,
    response: done,
    handle: ({ viewer, params }) =>
      onAssignment(params, async (id) => {
        const accepted = await acceptRules(viewer, id);
        return accepted.ok ? ok({ done: true }) : accepted;
      }),
  }),
  jsonOperation({
    id: 'listFiles',
    method: 'GET',
    path: `${A}/files`,
    tag: TAG,
    summary: 'Data, sample submission and reference code',
    audience: 'member',
    params: assignmentParams,
    response: z.object({ items: z.array(assignmentFile) }),
    handle: ({ viewer, params }) =>
      onAssignment(params, async (id) => {
        const files = await assignmentFiles(viewer, id);
        return files.ok ? ok({ items: files.value }) : files;
      }),
  }),
  fileOperation({
    id: 'downloadFile',
    method: 'GET',
    path: `${A}/files/content`,
    tag: TAG,
    summary: 'One of these files',
    description: 'Takes byte ranges; the ETag is the SHA-256 of the stored bytes.',
    audience: 'member',
    params: assignmentParams,
    query: z.strictObject({ path: z.string().min(1).max(500) }),
    download: 'application/octet-stream',
    handle: ({ viewer, params, query }) =>
      onAssignment<ApiAnswer>(params, async (id) => {
        const file = await downloadFile(viewer, id, query.path);
        if (!file.ok) return file;
        const { sha256, fileName, text } = file.value;
        return ok(text === null ? { kind: 'stored', sha256, fileName } : { kind: 'text', fileName, text });
      }),
  }),
  jsonOperation({
    id: 'submit',
    method: 'POST',
    path: `${A}/submissions`,
    tag: TAG,
    summary: 'Submit a prediction',
    description:
      'The file is the body: .csv, .csv.gz, or .zip with one CSV. With an Idempotency-Key header the same request may be sent again: it gives the same receipt and uses one attempt. The score comes later: ask for the submission.',
    audience: 'member',
    status: 201,
    params: assignmentParams,
    query: z.strictObject({
      fileName: z.string().min(1).max(2_000).default('submission.csv'),
      description: z.string().max(500).default(''),
    }),
    upload: ['text/csv', 'application/gzip', 'application/zip', 'application/octet-stream'],
    response: receipt,
    handle: ({ viewer, params, query, upload, idempotencyKey }) =>
      onAssignment(params, (competitionId) =>
        submitBody(
          viewer,
          {
            competitionId,
            description: query.description,
            source: 'api',
            idempotencyKey: idempotencyKey === null ? null : `key:${idempotencyKey.slice(0, KEY_MAX)}`,
          },
          query.fileName,
          upload,
        ),
      ),
  }),
  jsonOperation({
    id: 'listSubmissions',
    method: 'GET',
    path: `${A}/submissions`,
    tag: TAG,
    summary: 'My submissions, newest first',
    audience: 'member',
    params: assignmentParams,
    query: pageQuery,
    response: pageSchema(submission),
    handle: ({ viewer, params, query }) =>
      onAssignment(params, async (id) => {
        const history = await mySubmissions(viewer, id);
        return history.ok ? pageOf(history.value.submissions, query, (each) => String(each.id)) : history;
      }),
  }),
  jsonOperation({
    id: 'getSubmission',
    method: 'GET',
    path: `${A}/submissions/{id}`,
    tag: TAG,
    summary: 'One of my submissions',
    audience: 'member',
    params: submissionParams,
    response: submission,
    handle: ({ viewer, params }) => ownSubmission(viewer, params),
  }),
  jsonOperation({
    id: 'changeSubmission',
    method: 'PATCH',
    path: `${A}/submissions/{id}`,
    tag: TAG,
    summary: 'Describe a submission, or mark it for the private board',
    audience: 'member',
    params: submissionParams,
    body: z.strictObject({ description: z.string().max(500).optional(), selected: z.boolean().optional() }),
    response: submission,
    handle: async ({ viewer, params, body }) => {
      const own = await ownSubmission(viewer, params);
      if (!own.ok) return own;
      if (body.selected !== undefined && body.selected !== own.value.selected) {
        const selected = await selectFinal(viewer, params.id, body.selected);
        if (!selected.ok) return selected;
      }
      if (body.description !== undefined) {
        const described = await describeSubmission(viewer, params.id, body.description);
        if (!described.ok) return described;
      }
      return ownSubmission(viewer, params);
    },
  }),
  fileOperation({
    id: 'downloadSubmission',
    method: 'GET',
    path: `${A}/submissions/{id}/file`,
    tag: TAG,
    summary: 'What I uploaded, byte for byte',
    audience: 'member',
    params: submissionParams,
    download: 'application/octet-stream',
    handle: async ({ viewer, params }) => {
      const own = await ownSubmission(viewer, params);
      if (!own.ok) return own;
      const file = await submissionFile(viewer, params.id);
      if (!file.ok) return file;
      return ok({ kind: 'stored', sha256: file.value.sha256, fileName: file.value.fileName });
    },
  }),
  jsonOperation({
    id: 'getLeaderboard',
    method: 'GET',
    path: `${A}/leaderboard`,
    tag: TAG,
    summary: 'A leaderboard',
    description:
      'The private one is there for staff, and for everyone after the reveal. Send If-None-Match to ask cheaply.',
    audience: 'member',
    params: assignmentParams,
    query: pageQuery.extend({ which: whichBoard.default('public') }),
    response: leaderboard,
    handle: ({ viewer, params, query }) => onAssignment(params, (id) => boardPage(viewer, id, query)),
  }),
];

async function ownSubmission(
  viewer: Viewer,
  params: z.infer<typeof submissionParams>,
): Promise<Result<OwnSubmission>> {
  return onAssignment(params, async (id) => {
    const history = await mySubmissions(viewer, id);
    if (!history.ok) return history;
    const found = history.value.submissions.find((each) => each.id === params.id);
    return found ? ok(found) : notFound('submission');
  });
}

/** A page of a board; its ETag is the board's, with the page and whose row is shown. */
async function boardPage(
  viewer: Viewer,
  competitionId: string,
  query: z.infer<typeof pageQuery> & { readonly which: 'public' | 'private' },
): Promise<Result<Tagged>> {
  const read = await readBoard(viewer, competitionId, query.which);
  if (!read.ok) return read;
  const { rows, ...head } = parseBoard(read.value);
  const page = pageOf(rows, query, (row) => row.id);
  if (!page.ok) return page;
  const own = rows.find((row) => row.id === read.value.ownRowId) ?? null;
  const part = Buffer.from(`${query.limit} ${query.cursor ?? ''} ${own?.id ?? ''}`).toString('base64url');
  return ok(new Tagged(`${read.value.etag.slice(0, -1)}-${part}"`, { ...head, own, ...page.value }));
}
