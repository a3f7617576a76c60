import { z } from 'zod';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { readBoard } from '@/lib/leaderboard/read-board';

const which = z.enum(['public', 'private']).catch('public');

/** A board's snapshot as JSON, revalidated by its ETag. */
export const GET = route(z.object({ id: z.uuid() }), async (request, { viewer, params: { id }, url }) => {
  const board = await readBoard(viewer, id, which.parse(url.searchParams.get('which')));
  if (!board.ok) return problemResponse(board.problems);
  const { etag, body, ownRowId } = board.value;
  const headers = {
    ETag: etag,
    'Cache-Control': 'private, no-cache',
    Vary: 'Cookie, Authorization',
    'Content-Type': 'application/json',
    ...(ownRowId ? { 'X-Own-Row': ownRowId } : {}),
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(body, { headers });
});
