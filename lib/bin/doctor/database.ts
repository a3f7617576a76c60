import type pg from 'pg';
import { bad, fine, warning, type Finding } from '@/lib/bin/doctor/finding';
import { appliedMigrations, exists } from '@/lib/platform/backup/snapshot';
import { migrationDrift, migrationsOnDisk } from '@/lib/platform/database/schema-engine';

const CLOCK_MS_MAX = 30_000;

export async function checkDatabase(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ version: string; bytes: string; readonly: string }>(
    `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
            current_setting('transaction_read_only') AS readonly`,
  );
  const [found] = rows;
  if (!found) return bad('database', 'it did not answer');
  const detail = `PostgreSQL ${found.version}, ${(Number(found.bytes) / 1e6).toFixed(0)} MB`;
  return found.readonly === 'on' ? bad('database', `${detail}, read-only`) : fine('database', detail);
}

/** Rules about time use the database's clock alone; logs, mails and certificates use this machine's. */
export async function checkClock(client: pg.Client): Promise<Finding> {
  const sent = Date.now();
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const middle = (sent + Date.now()) / 2;
  const offset = Math.abs((rows[0]?.now.getTime() ?? 0) - middle);
  const detail = `${(offset / 1_000).toFixed(1)} s between this machine and the database`;
  return offset > CLOCK_MS_MAX ? warning('clock', detail) : fine('clock', detail);
}

/** Says what the next start would apply; applies nothing. */
export async function checkMigrations(client: pg.Client, url: string): Promise<Finding> {
  const failed = await failedMigrations(client);
  if (failed.length > 0) return bad('migrations', `failed half-way: ${failed.join(', ')}`);
  const applied = new Set(await appliedMigrations(client));
  const known = (await migrationsOnDisk()).map((each) => each.name);
  const unknown = [...applied].filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return bad('migrations', `the database is of a newer release: ${unknown.join(', ')}`);
  const pending = known.filter((name) => !applied.has(name));
  if (pending.length > 0)
    return warning('migrations', `the next start applies ${pending.length}: ${pending.join(', ')}`);
  const drift = await migrationDrift(url);
  return drift === ''
    ? fine('migrations', `up to date (${known.at(-1)})`)
    : bad('migrations', 'the tables are not what the migrations make');
}

async function failedMigrations(client: pg.Client): Promise<string[]> {
  if (!(await exists(client, 'public._prisma_migrations'))) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
  return rows.map((row) => row.name);
}
