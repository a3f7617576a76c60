import { z } from 'zod';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { watchCompetition } from '@/lib/leaderboard/watch';

const HEARTBEAT_MS = 20_000;

/** Server-sent events of one competition: `submission` (the asker's own; all of them for staff), `board`, `competition`. */
export const GET = route(z.object({}), async (request, { viewer, url }) => {
  const id = z.uuid().safeParse(url.searchParams.get('competition'));
  if (!id.success) return problemResponse([{ code: 'not_found', message: 'There is no such competition.' }]);
  const watch = await watchCompetition(viewer, id.data);
  if (!watch.ok) return problemResponse(watch.problems);
  const encoder = new TextEncoder();
  let end: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      send('retry: 2000\n\n');
      const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
      const unsubscribe = watch.value((event) =>
        send(`event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`),
      );
      end = () => {
        clearInterval(heartbeat);
        unsubscribe();
      };
      request.signal.addEventListener('abort', () => {
        end();
        controller.close();
      });
    },
    cancel() {
      end();
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
