import pg from 'pg';
import { databaseUrl, KEEP_ALIVE_MS } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';

/**
 * Whether the database answers, known without asking it at each request: one connection of its own, whose end is the news.
 * While it is away no page is begun, and so none can fail half-way with words of the driver in it (A108).
 */
const TRY_AGAIN_MS = 500;
const ANSWER_MS_MAX = 5_000;
const ASK_EVERY_MS = 5_000;

export interface DatabaseWatch {
  isThere(): boolean;
  stop(): void;
}

export async function watchDatabase(): Promise<DatabaseWatch> {
  let isThere = false;
  let isStopped = false;
  let client: pg.Client | null = null;

  const lose = (lost: pg.Client, error: unknown): void => {
    if (client !== lost) return;
    client = null;
    if (isThere) log.error({ err: error }, 'the database is away');
    isThere = false;
    lost.end().catch(() => undefined); // it is broken already
    if (!isStopped) setTimeout(() => void connect(), TRY_AGAIN_MS).unref();
  };
  const connect = async (): Promise<void> => {
    const made = new pg.Client({
      connectionString: databaseUrl(),
      connectionTimeoutMillis: ANSWER_MS_MAX,
      query_timeout: ANSWER_MS_MAX,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    });
    client = made;
    made.on('error', (error) => lose(made, error));
    made.on('end', () => lose(made, null));
    try {
      await made.connect();
      await made.query('SELECT 1');
      isThere = true;
    } catch (error) {
      lose(made, error);
    }
  };
  const timer = setInterval(() => {
    const asked = client;
    if (asked && isThere) asked.query('SELECT 1').catch((error: unknown) => lose(asked, error));
  }, ASK_EVERY_MS).unref();
  await connect();
  return {
    isThere: () => isThere,
    stop: () => {
      isStopped = true;
      clearInterval(timer);
      void client?.end().catch(() => undefined);
    },
  };
}
