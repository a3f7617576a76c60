import { db } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';

const KEY = 'worker.seen';
const INTERVAL_MS = 5_000;
const SILENT_MS_MAX = 30_000;

/** Lets the others know that a worker is alive: a time in the database, by its clock. */
export function beat(): { stop(): Promise<void> } {
  const once = async (): Promise<void> => {
    try {
      await db().$executeRaw`
        INSERT INTO site_setting (key, value) VALUES (${KEY}, to_jsonb(clock_timestamp()))
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`;
    } catch (error) {
      log.warn({ err: error }, 'the heartbeat was not written');
    }
  };
  let last = once();
  const timer = setInterval(() => {
    last = last.then(once);
  }, INTERVAL_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await last;
    },
  };
}

/** Whether a worker has been seen of late. */
export async function workerIsAlive(): Promise<boolean> {
  const rows = await db().$queryRaw<{ silent: number }[]>`
    SELECT extract(epoch FROM clock_timestamp() - (value #>> '{}')::timestamptz)::float8 * 1000 AS silent
    FROM site_setting WHERE key = ${KEY}`;
  const silent = rows[0]?.silent;
  return silent !== undefined && silent < SILENT_MS_MAX;
}
