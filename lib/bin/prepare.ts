import pg from 'pg';
import { createQueues } from '@/lib/jobs/queues';
import { applyMigrations } from '@/lib/platform/database/schema-engine';
import { env } from '@/lib/platform/env';
import { startCluster, type RunningCluster } from '@/lib/platform/postgres/cluster';
import { startBoss } from '@/lib/platform/queue/boss';
import { secrets } from '@/lib/platform/secrets';
import { lockMigrations } from '@/lib/platform/database/locks';

export interface Prepared {
  /** Which migrations were applied just now. */
  readonly migrations: readonly string[];
  /** null when DATABASE_URL names a database of the operator's own. */
  readonly cluster: RunningCluster | null;
}

/**
 * A database ready to work with: started where it is the embedded one, migrated, with the queue laid out. Sets
 * DATABASE_URL for this process and its children.
 */
export async function prepareDatabase(): Promise<Prepared> {
  const given = process.env.DATABASE_URL;
  const cluster = given ? null : await startCluster(env().dataDir, secrets().databasePassword);
  if (cluster) process.env.DATABASE_URL = cluster.url;
  const url = process.env.DATABASE_URL ?? '';
  const migrations = await underLock(url, async () => {
    const applied = await applyMigrations(url);
    const boss = await startBoss({ supervise: false, migrate: true });
    await createQueues(boss);
    await boss.stop({ graceful: false, wait: true });
    return applied;
  });
  return { migrations, cluster };
}

/** Of several servers that start at once, one migrates and the others wait. */
async function underLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await lockMigrations(client, 'session');
    return await work();
  } finally {
    await client.end();
  }
}
