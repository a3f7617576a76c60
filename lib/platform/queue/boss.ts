import PgBoss from 'pg-boss';
import type { Tx } from '@/lib/platform/database/client';
import { databaseUrl } from '@/lib/platform/database/client';
import { queueLimits } from '@/lib/platform/database/limits';
import { log } from '@/lib/platform/log';

/** A kind of job: its name, what it carries, how often and how long it may be tried. */
export interface JobDefinition<Data extends object> {
  readonly name: string;
  /** Times a job is started at most. */
  readonly triesMax: number;
  /** A try that has not ended after this long counts as crashed, and the next one may start. */
  readonly expireSeconds: number;
  /** Never set; carries the type. */
  readonly data?: Data;
}

const held = globalThis as unknown as { saddlepointBoss?: Promise<PgBoss> };

/** The queue, for sending: in the same PostgreSQL, so that a job can be part of a transaction. */
export function queue(): Promise<PgBoss> {
  return (held.saddlepointBoss ??= startBoss({ supervise: false }));
}

/** `supervise`: this process also puts crashed jobs back and clears old ones; `migrate`: it may lay out the queue's tables. */
export async function startBoss(options: { supervise: boolean; migrate?: boolean }): Promise<PgBoss> {
  // Its options are those of the connection pool too, which its types don't say.
  const connection = { connectionString: databaseUrl(), max: 3, ...queueLimits() };
  const boss = new PgBoss({
    ...connection,
    supervise: options.supervise,
    migrate: options.migrate ?? false,
    schedule: false,
    maintenanceIntervalSeconds: 10,
    archiveCompletedAfterSeconds: 3600,
    deleteAfterDays: 7,
  });
  boss.on('error', (error) => log.error({ err: error }, 'queue'));
  await boss.start();
  return boss;
}

export async function stopQueue(): Promise<void> {
  const boss = await held.saddlepointBoss;
  delete held.saddlepointBoss;
  await boss?.stop({ graceful: false, wait: true });
}

/**
 * Enqueues inside the caller's transaction: the job exists if and only if the transaction commits. Workers are woken at
 * the commit. `singletonKey`: at most one waiting job with this key.
 */
export async function enqueue<Data extends object>(
  tx: Tx,
  job: JobDefinition<Data>,
  data: Data,
  options: {
    readonly singletonKey?: string;
    readonly startAfterSeconds?: number;
    readonly priority?: number;
  } = {},
): Promise<void> {
  const boss = await queue();
  await boss.send(job.name, data, {
    db: { executeSql: async (text, values) => ({ rows: await tx.$queryRawUnsafe(text, ...values) }) },
    // One delivery more than there are tries: the one that sets the job aside.
    retryLimit: job.triesMax,
    retryDelay: 1,
    expireInSeconds: job.expireSeconds,
    ...(options.singletonKey ? { singletonKey: options.singletonKey } : {}),
    ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
    ...(options.priority ? { priority: options.priority } : {}),
  });
  await tx.$executeRaw`SELECT pg_notify('saddlepoint_queue', ${job.name})`;
}
