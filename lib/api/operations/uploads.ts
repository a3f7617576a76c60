import { z } from 'zod';
import { answer, onAssignment } from '@/lib/api/answers';
import { operation } from '@/lib/api/operation';
import { assignment, none, text, uuid } from '@/lib/api/schemas/common';
import { receipt, uploadState } from '@/lib/api/schemas/student';
import { parseContentRange } from '@/lib/platform/files/content-range.core';
import { finishUpload, receivePiece, startUpload, uploadState as stateOf } from '@/lib/submission/upload';

const tag = 'Resumable uploads';
const one = z.strictObject({ upload: uuid });

export const UPLOAD_OPERATIONS = [
  operation({
    id: 'startUpload',
    method: 'POST',
    path: '/courses/{course}/assignments/{assignment}/uploads',
    tag,
    summary: 'Begin an upload that can go on after a cut',
    description:
      'It lasts two hours. Send the bytes with `sendPiece`, then make it a submission with `finishUpload`.',
    scope: 'submit',
    params: assignment,
    query: none,
    body: z.strictObject({
      fileName: text(500, 1),
      bytesTotal: z.int().min(0).max(2_000_000_000),
    }),
    answer: { status: 201, description: 'Begun', schema: uploadState },
    run: ({ viewer, params, body }) =>
      onAssignment(viewer, params, async (competitionId) =>
        answer(await startUpload(viewer, { competitionId, ...body })),
      ),
  }),
  operation({
    id: 'getUpload',
    method: 'GET',
    path: '/uploads/{upload}',
    tag,
    summary: 'How far an upload has come',
    scope: 'read',
    params: one,
    query: none,
    answer: { status: 200, description: 'The upload', schema: uploadState },
    run: async ({ viewer, params }) => answer(await stateOf(viewer, params.upload)),
  }),
  operation({
    id: 'sendPiece',
    method: 'PUT',
    path: '/uploads/{upload}',
    tag,
    summary: 'Send bytes: all of them, or a piece with Content-Range: bytes 0-99/100',
    description:
      'A piece that does not begin where the bytes that arrived end is refused with `wrong_offset`; `getUpload` says where ' +
      'to go on. When all bytes are there nothing more is taken: `upload_complete`.',
    scope: 'submit',
    params: one,
    query: none,
    headers: { 'Content-Range': 'Where the piece belongs; left out: the body is the whole file' },
    file: { types: ['application/octet-stream'], multipart: false, description: 'The bytes' },
    answer: { status: 200, description: 'How far it is', schema: uploadState },
    run: async ({ viewer, params, file, header }) => {
      const range = parseContentRange(header('content-range'));
      if (!range.ok) return range;
      return answer(await receivePiece(viewer, params.upload, range.value, file.chunks));
    },
  }),
  operation({
    id: 'finishUpload',
    method: 'POST',
    path: '/uploads/{upload}/finish',
    tag,
    summary: 'Make a complete upload a submission',
    description:
      'Asked again, it gives the same receipt, or the same refusal, and uses no further attempt. Deadline and day are judged by ' +
      '`receivedAt`, whenever it is finished.',
    scope: 'submit',
    params: one,
    query: none,
    body: z.strictObject({ description: text(500).default('') }),
    answer: { status: 201, description: 'Taken: what was made of it', schema: receipt },
    run: async ({ viewer, params, body }) =>
      answer(await finishUpload(viewer, params.upload, { description: body.description, source: 'cli' })),
  }),
];
