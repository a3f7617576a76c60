import { z } from 'zod';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { watchCompetitions } from '@/lib/leaderboard/watch';

const HEARTBEAT_MS = 20_000;

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
  if (!watch.ok) return problemResponse(watch.problems);
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      send('retry: 2000\n\n');
      const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
      const end = (): void => {
        clearInterval(heartbeat);
        controller.close();
      };
      const unwatch = watch.value({
        onEvent: (event) => send(`event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`),
        onEnd: end,
      });
      stop = () => {
        clearInterval(heartbeat);
        unwatch();
      };
      request.signal.addEventListener('abort', () => {
        stop();
        if (controller.desiredSize !== null) controller.close();
      });
    },
    cancel() {
      stop();
    },
  });
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'private, no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
});
