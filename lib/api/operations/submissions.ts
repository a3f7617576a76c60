import { z } from 'zod';
import { answer, onAssignment, value } from '@/lib/api/answers';
import { operation, type Ask } from '@/lib/api/operation';
import { pageOf } from '@/lib/api/paging.core';
import {
  assignment,
  none,
  pageQuery,
  pageSchema,
  rowId,
  submissionStatus,
  text,
} from '@/lib/api/schemas/common';
import { ownSubmission, receipt } from '@/lib/api/schemas/student';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { mySubmissions, type OwnSubmission } from '@/lib/submission/my-submissions';
import { describeSubmission, submissionFile } from '@/lib/submission/own-submission';
import { selectFinal } from '@/lib/submission/select-final';
import { submitBody } from '@/lib/submission/submit-body';
import { idempotencyKey } from '@/lib/upload/idempotency.core';

const tag = 'Submissions';
const A = '/courses/{course}/assignments/{assignment}';
const one = z.strictObject({ submission: rowId.describe('Number of the submission') });
const fileName = text(500, 1).optional().describe('Name of the file; default: the multipart part’s own');
const description = text(500).optional().describe('A note for yourself');

const FILE_TYPES = ['text/csv', 'application/zip', 'application/gzip', 'application/octet-stream'];

export const SUBMISSION_OPERATIONS = [
  operation({
    id: 'submit',
    method: 'POST',
    path: `${A}/submissions`,
    tag,
    summary: 'Submit a prediction',
    description:
      'The body is the file, or a multipart form with a part `file` (a field `description` goes before it). The file is ' +
      'checked at once and scored soon: ask `getSubmission` until `status` is `scored`. With an `Idempotency-Key` a request ' +
      'that is sent again gives the same receipt and uses no further attempt.',
    scope: 'submit',
    params: assignment,
    query: z.strictObject({ fileName, description }),
    headers: { 'Idempotency-Key': 'Any text of at most 200 characters' },
    file: { types: FILE_TYPES, multipart: true, description: 'A prediction: .csv, .csv.gz or .zip' },
    answer: { status: 201, description: 'Taken: what was made of it', schema: receipt },
    run: (ask) => onAssignment(ask.viewer, ask.params, (id) => submit(id, ask)),
  }),
  operation({
    id: 'listSubmissions',
    method: 'GET',
    path: `${A}/submissions`,
    tag,
    summary: 'My submissions, newest first',
    scope: 'read',
    params: assignment,
    query: pageQuery.extend({ status: submissionStatus.optional() }),
    answer: { status: 200, description: 'A page of submissions', schema: pageSchema(ownSubmission) },
    run: ({ viewer, params, query }) =>
      onAssignment(viewer, params, async (id) => {
        const history = await mySubmissions(viewer, id);
        if (!history.ok) return history;
        const { status } = query;
        const wanted = history.value.submissions.filter((each) => !status || each.status === status);
        return answer(pageOf(wanted, (each) => String(each.id), query));
      }),
  }),
  operation({
    id: 'getSubmission',
    method: 'GET',
    path: '/submissions/{submission}',
    tag,
    summary: 'One of my submissions',
    scope: 'read',
    params: one,
    query: none,
    answer: { status: 200, description: 'The submission', schema: ownSubmission },
    run: async ({ viewer, params }) => answer(await own(viewer, params.submission)),
  }),
  operation({
    id: 'describeSubmission',
    method: 'PATCH',
    path: '/submissions/{submission}',
    tag,
    summary: 'Change the note of a submission',
    scope: 'submit',
    params: one,
    query: none,
    body: z.strictObject({ description: text(500) }),
    answer: { status: 200, description: 'The submission', schema: ownSubmission },
    run: async ({ viewer, params, body }) => {
      const changed = await describeSubmission(viewer, params.submission, body.description);
      return changed.ok ? answer(await own(viewer, params.submission)) : changed;
    },
  }),
  operation({
    id: 'getSubmissionFile',
    method: 'GET',
    path: '/submissions/{submission}/file',
    tag,
    summary: 'The file of a submission, as it was sent',
    scope: 'read',
    params: one,
    query: none,
    answer: {
      status: 200,
      description: 'The file',
      types: ['application/octet-stream'],
      also: { 206: 'The part that `Range` asks for', 304: 'Unchanged', 416: 'No such part' },
    },
    run: async ({ viewer, params }) => {
      const file = await submissionFile(viewer, params.submission);
      return file.ok ? ok({ kind: 'stored', ...file.value }) : file;
    },
  }),
  operation({
    id: 'selectSubmission',
    method: 'PUT',
    path: '/submissions/{submission}/selection',
    tag,
    summary: 'Mark a submission for the private board, or take the mark off',
    scope: 'submit',
    params: one,
    query: none,
    body: z.strictObject({ selected: z.boolean() }),
    answer: {
      status: 200,
      description: 'How many are marked now',
      schema: z.object({ selected: z.int().min(0) }),
    },
    run: async ({ viewer, params, body }) =>
      answer(await selectFinal(viewer, params.submission, body.selected)),
  }),
];

async function submit(
  competitionId: string,
  {
    viewer,
    query,
    file,
    header,
  }: Ask<unknown, { fileName?: string | undefined; description?: string | undefined }, unknown>,
) {
  const described = query.description ?? file.fields.get('description') ?? '';
  if (described.includes('\0') || described.length > 500)
    return refuse({ code: 'bad_field', field: 'description', message: 'At most 500 characters of text.' });
  const key = idempotencyKey(header('idempotency-key'));
  if (!key.ok) return key;
  const taken = await submitBody(
    viewer,
    {
      competitionId,
      description: described,
      source: 'api',
      idempotencyKey: key.value,
    },
    cleanName(query.fileName ?? file.name),
    file.chunks,
  );
  return taken.ok ? value(taken.value) : taken;
}

/** The name a client gave, without what the database can't hold. */
function cleanName(name: string | null): string {
  return name?.replaceAll('\0', '').slice(0, 500) || 'submission.csv';
}

async function own(viewer: Viewer, id: number): Promise<Result<OwnSubmission>> {
  const row = await db().submission.findUnique({ where: { id }, select: { competitionId: true } });
  const history = row && (await mySubmissions(viewer, row.competitionId));
  const found = history?.ok ? history.value.submissions.find((each) => each.id === id) : undefined;
  return found ? ok(found) : notFound('submission');
}
