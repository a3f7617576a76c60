import { createHash } from 'node:crypto';
import { z } from 'zod';
import { onAssignment } from '@/lib/api/answers';
import { operation, type Answer } from '@/lib/api/operation';
import { pageOf, type PageRequest } from '@/lib/api/paging.core';
import { assignment, paging } from '@/lib/api/schemas/common';
import { board as boardSchema } from '@/lib/api/schemas/student';
import { parseBoard, readBoard, type ReadableBoard } from '@/lib/leaderboard/read-board';
import { ok, type Result } from '@/lib/platform/result';

export const LEADERBOARD_OPERATIONS = [
  operation({
    id: 'getLeaderboard',
    method: 'GET',
    path: '/courses/{course}/assignments/{assignment}/leaderboard',
    tag: 'Leaderboard',
    summary: 'A board, page by page',
    description:
      'The private board does not exist before the reveal, but for staff. Send the `ETag` back in `If-None-Match`: while ' +
      'nothing has changed the answer is 304.',
    scope: 'read',
    params: assignment,
    query: z.strictObject({ which: z.enum(['public', 'private']).default('public'), ...paging }),
    headers: { 'If-None-Match': 'The ETag of the answer you have' },
    answer: {
      status: 200,
      description: 'A page of the board',
      schema: boardSchema,
      also: { 304: 'Unchanged' },
    },
    run: ({ viewer, params, query, header }) =>
      onAssignment(viewer, params, async (id) => {
        const board = await readBoard(viewer, id, query.which);
        return board.ok ? pageOfBoard(board.value, query, header('if-none-match')) : board;
      }),
  }),
];

function pageOfBoard(board: ReadableBoard, query: PageRequest, known: string | null): Result<Answer> {
  const etag = etagOf(board, query);
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Cookie, Authorization' };
  if (known !== null && known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag))
    return ok({ kind: 'unchanged', headers });
  const { rows, ...facts } = parseBoard(board);
  const page = pageOf(rows, (row) => row.id, query);
  if (!page.ok) return page;
  return ok({ kind: 'value', value: { ...facts, ownRowId: board.ownRowId, ...page.value }, headers });
}

/** Of the page, not of the board: it also tells which part was asked for, and by whom. */
function etagOf(board: ReadableBoard, { limit, cursor = '' }: PageRequest): string {
  const of = [board.etag, board.ownRowId, limit, cursor].join('\n');
  return `"${createHash('sha256').update(of).digest('base64url').slice(0, 27)}"`;
}
