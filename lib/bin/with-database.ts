import { prepareDatabase } from '@/lib/bin/prepare';
import { disconnect } from '@/lib/platform/database/client';
import { stopQueue } from '@/lib/platform/queue/boss';

/** Runs a command on the site's database: the one that runs, or one started for the command's duration. */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const { cluster } = await prepareDatabase();
  try {
    return await work();
  } finally {
    await stopQueue();
    await disconnect();
    if (cluster?.startedHere) await cluster.stop({ ifIdle: true });
  }
}
