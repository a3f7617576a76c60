import { env } from '@/lib/platform/env';
import { startCluster } from '@/lib/platform/postgres/cluster';
import { secrets } from '@/lib/platform/secrets';

/**
 * Runs a command on the site's database as it stands: neither migrated nor laid out. The one that runs, or one started for
 * the command's duration. `work` gets its address, which DATABASE_URL then holds too.
 */
export async function withSiteCluster<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const given = process.env.DATABASE_URL;
  if (given) return work(given);
  const cluster = await startCluster(env().dataDir, secrets().databasePassword);
  process.env.DATABASE_URL = cluster.url;
  try {
    return await work(cluster.url);
  } finally {
    if (cluster.startedHere) await cluster.stop({ ifIdle: true });
  }
}
