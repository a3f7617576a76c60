import { createHash, randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { membersOf } from '@/lib/platform/backup/archive-reader';
import { QUEUE, tableMember, type Manifest, type OnStep } from '@/lib/platform/backup/manifest';
import { emptyDatabase } from '@/lib/platform/backup/empty-database';
import { queueVersion, tablesOf } from '@/lib/platform/backup/snapshot';
import { migrationsOnDisk, type MigrationOnDisk } from '@/lib/platform/database/schema-engine';
import { quoteName } from '@/lib/platform/files/named-hashes';
import { lockMigrations } from '@/lib/platform/database/locks';

export interface RestoredDatabase {
  /** Rows by table, as they are now. */
  readonly rows: Readonly<Record<string, number>>;
  /** Migrations applied on top of what the backup had. */
  readonly migrated: readonly string[];
  /** Waiting jobs put back. */
  readonly jobs: number;
  readonly warnings: readonly string[];
}

/** As Prisma's schema engine makes it (schema-engine 7.10, PostgreSQL flavour). */
export const MIGRATIONS_TABLE = `
  CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/**
 * Replaces everything in the database, in one transaction: the tables as the backup's migrations make them, its rows, its
 * sequences, the foreign keys checked over all rows, the migrations that came later, the waiting jobs.
 */
export async function restoreDatabase(
  client: pg.Client,
  file: string,
  manifest: Manifest,
  onStep: OnStep,
): Promise<RestoredDatabase> {
  await client.query('BEGIN');
  try {
    await lockMigrations(client, 'transaction');
    await client.query('SET LOCAL search_path TO public');
    await emptyDatabase(client);
    const own = await migrationsOnDisk();
    const known = new Set(manifest.migrations);
    await client.query(MIGRATIONS_TABLE);
    for (const each of own.filter(({ name }) => known.has(name))) await client.query(each.sql);
    await loadTables(client, file, manifest, onStep);
    await setSequences(client, manifest);
    const later = own.filter(({ name }) => !known.has(name));
    for (const each of later) await migrate(client, each);
    const queue = await restoreJobs(client, file, manifest);
    await note(client, manifest, later);
    const rows = await countRows(client);
    await client.query('COMMIT');
    return { rows, migrated: later.map((each) => each.name), ...queue };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Foreign keys are put back when all rows are there: some point in a circle, so no order of tables would satisfy them. */
async function loadTables(
  client: pg.Client,
  file: string,
  manifest: Manifest,
  onStep: OnStep,
): Promise<void> {
  const { rows: keys } = await client.query<{ name: string; table: string; definition: string }>(
    `SELECT quote_ident(conname) AS name, conrelid::regclass::text AS "table", pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  for (const key of keys) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${key.name}`);
  const tables = new Map(manifest.tables.map((table) => [tableMember(table.name), table]));
  let done = 0;
  for await (const member of membersOf(file)) {
    const table = tables.get(member.name);
    if (!table) continue;
    await onStep({ phase: 'tables', done, total: tables.size });
    const list = table.columns.map(quoteName).join(', ');
    const target = client.query(copyFrom(`COPY public.${quoteName(table.name)} (${list}) FROM STDIN`));
    await pipeline(await member.open(), target);
    if (target.rowCount !== table.rows)
      throw new Error(`${table.name}: ${target.rowCount} rows arrived of ${table.rows}`);
    done += 1;
  }
  await onStep({ phase: 'tables', done, total: tables.size });
  for (const key of keys)
    await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${key.name} ${key.definition}`);
}

async function setSequences(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const each of manifest.sequences)
    await client.query('SELECT setval(pg_get_serial_sequence($1, $2), $3::bigint, $4)', [
      `public.${quoteName(each.table)}`,
      each.column,
      each.last,
      each.isCalled,
    ]);
}

/** Inside the caller's transaction, so not by Prisma's engine; noted as the engine would. */
export async function migrate(client: pg.Client, migration: MigrationOnDisk): Promise<void> {
  await client.query(migration.sql);
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
    [randomUUID(), createHash('sha256').update(migration.sql).digest('hex'), migration.name],
  );
}

/** Jobs that were under way wait again: nobody works on them here. */
async function restoreJobs(
  client: pg.Client,
  file: string,
  manifest: Manifest,
): Promise<{ jobs: number; warnings: string[] }> {
  const queue = manifest.queue;
  const version = await queueVersion(client);
  if (version !== null) await client.query('DELETE FROM pgboss.job');
  if (!queue || queue.rows === 0) return { jobs: 0, warnings: [] };
  if (version !== queue.version)
    return {
      jobs: 0,
      warnings: [
        `${queue.rows} waiting jobs were left out: the queue's tables have another version. Submissions are enqueued again by the worker; start a regrade or a seeding that was under way again.`,
      ],
    };
  const list = queue.columns.map(quoteName).join(', ');
  await client.query(
    `CREATE TEMP TABLE restored_job ON COMMIT DROP AS SELECT ${list} FROM pgboss.job WITH NO DATA`,
  );
  for await (const member of membersOf(file)) {
    if (member.name !== QUEUE) continue;
    await pipeline(await member.open(), client.query(copyFrom(`COPY restored_job (${list}) FROM STDIN`)));
  }
  await client.query(`UPDATE restored_job SET state = 'retry', started_on = NULL WHERE state = 'active'`);
  const { rowCount } = await client.query(
    `INSERT INTO pgboss.job (${list}) SELECT ${list} FROM restored_job
     WHERE name IN (SELECT name FROM pgboss.queue) ON CONFLICT DO NOTHING`,
  );
  return { jobs: rowCount ?? 0, warnings: [] };
}

async function note(client: pg.Client, manifest: Manifest, later: readonly MigrationOnDisk[]): Promise<void> {
  const detail = {
    madeAt: manifest.madeAt,
    version: manifest.version,
    migrated: later.map((each) => each.name),
  };
  await client.query(
    `INSERT INTO audit_entry (action, subject, detail) VALUES ('site.restored', 'site', $1::jsonb)`,
    [JSON.stringify(detail)],
  );
}

async function countRows(client: pg.Client): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of await tablesOf(client)) {
    const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM public.${quoteName(name)}`);
    counts[name] = Number(rows[0]?.n ?? 0);
  }
  return counts;
}
