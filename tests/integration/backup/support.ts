import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import type { Viewer } from '@/lib/identity/viewer';
import { createQueues } from '@/lib/jobs/queues';
import { quoteName } from '@/lib/platform/files/named-hashes';
import { temporaryPath } from '@/lib/platform/files/store';
import { tablesOf } from '@/lib/platform/backup/snapshot';
import { startBoss } from '@/lib/platform/queue/boss';
import { acceptSubmission } from '@/lib/submission/accept-submission';
import type { Receipt } from '@/lib/submission/receipt';

export const nothing = (): void => undefined;

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const made: string[] = [];
afterAll(async () => {
  for (const name of made.splice(0))
    await withClient(inject('adminUrl'), (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
});

/** A database with nothing in it. */
export async function emptyDatabaseUrl(): Promise<string> {
  const name = `restored_${randomUUID().replaceAll('-', '')}`;
  await withClient(inject('adminUrl'), (client) => client.query(`CREATE DATABASE ${name}`));
  made.push(name);
  const url = new URL(inject('adminUrl'));
  url.pathname = `/${name}`;
  return url.toString();
}

/** Lays out the queue in a database other than the process's own, as the command does before it restores. */
export function queueLayer(url: string): () => Promise<void> {
  return async () => {
    const own = process.env.DATABASE_URL;
    process.env.DATABASE_URL = url;
    try {
      const boss = await startBoss({ supervise: false, migrate: true });
      await createQueues(boss);
      await boss.stop({ graceful: false, wait: true });
    } finally {
      process.env.DATABASE_URL = own;
    }
  };
}

/** Every row of every table as text, sorted: what two databases are compared by. */
export async function contentsOf(url: string): Promise<Record<string, readonly string[]>> {
  return withClient(url, async (client) => {
    const contents: Record<string, readonly string[]> = {};
    for (const { name } of await tablesOf(client)) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM public.${quoteName(name)} AS t ORDER BY 1`,
      );
      contents[name] = rows.map((each) => each.row);
    }
    return contents;
  });
}

export async function submit(viewer: Viewer, competitionId: string, text: string): Promise<Receipt> {
  const temporary = await temporaryPath(randomUUID());
  writeFileSync(temporary, text);
  const receipt = await acceptSubmission(
    viewer,
    { competitionId, description: 'é 試', source: 'api', idempotencyKey: null },
    {
      path: temporary,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: Buffer.byteLength(text),
      fileName: 'prediction.csv',
      receivedAt: new Date('2021-03-20T10:00:00Z'),
    },
  );
  if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
  return receipt.value;
}
