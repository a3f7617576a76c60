import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { csvSafe } from '@/lib/platform/csv-safe.core';

const which = z.enum(['public', 'private']).catch('public');

export const GET = route(z.object({ id: z.uuid() }), async (_request, { viewer, params: { id }, url }) => {
  const kind = which.parse(url.searchParams.get('which'));
  const board = await readBoard(viewer, id, kind);
  if (!board.ok) return problemResponse(board.problems);
  const rows = parseBoard(board.value).rows.map((row) => ({
    rank: row.rank ?? '',
    participant: csvSafe(row.name),
    score: row.score,
    entries: row.entries ?? '',
    last_entry: row.lastEntryAt ?? '',
  }));
  return new Response(
    stringify(rows, { header: true, columns: ['rank', 'participant', 'score', 'entries', 'last_entry'] }),
    {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${kind}-leaderboard.csv"`,
        'Cache-Control': 'private, no-store',
        'X-Content-Type-Options': 'nosniff',
      },
    },
  );
});
