import { z } from 'zod';
import { eventStream } from '@/app/api/_http/event-stream';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { watchCompetitions } from '@/lib/leaderboard/watch';

const query = z.object({ competition: z.uuid().nullable() });

/**
 * Server-sent events: `submission` (the asker's own; all of them for staff), `board`, `competition`; of one competition, or
 * without one of all that the asker may see.
 */
export const GET = route(z.object({}), async (request, { viewer, url }) => {
  const asked = query.safeParse({ competition: url.searchParams.get('competition') });
  if (!asked.success)
    return problemResponse([{ code: 'not_found', message: 'There is no such competition.' }]);
  const watch = await watchCompetitions(viewer, asked.data.competition);
  return watch.ok ? eventStream(watch.value, request.signal) : problemResponse(watch.problems);
});
