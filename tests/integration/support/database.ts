import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { databaseUrl, disconnect } from '@/lib/platform/database/client';
import { lockOrder } from '@/lib/platform/database/locks';
import { env } from '@/lib/platform/env';
import { stopListening } from '@/lib/platform/queue/live';
import { stopQueue } from '@/lib/platform/queue/boss';

/** Locks in another order than is written down fail the test (docs/locks.md). */
lockOrder.onBreach = (message) => {
  throw new Error(`a lock out of order: ${message}`);
};

/**
 * Gives the calling test file a database of its own and takes it away at its end. Call it at the top of the file with
 * `await`. Its data directory is there already (setup.ts).
 */
export async function useDatabase(): Promise<{ url: string; dataDir: string }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = inject('adminUrl');
  await asAdmin(admin, `CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  process.env.DATABASE_URL = url.toString();
  afterAll(async () => {
    await stopListening();
    await stopQueue();
    await disconnect();
    await asAdmin(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url: url.toString(), dataDir: env().dataDir };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Makes the database's clock stand at an instant, for every connection, until `null` lets it run again. */
export async function setDatabaseClock(at: string | null): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl() });
  await client.connect();
  try {
    const body =
      at === null
        ? `SELECT date_trunc('milliseconds', clock_timestamp())`
        : `SELECT ${client.escapeLiteral(at)}::timestamptz`;
    await client.query(
      `CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $fn$ ${body} $fn$`,
    );
  } finally {
    await client.end();
  }
}
