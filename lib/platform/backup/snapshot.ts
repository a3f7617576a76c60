import type pg from 'pg';
import { HASH_COLUMNS_SQL, namedHashesSql, type HashColumn } from '@/lib/platform/files/named-hashes';
import { lockBackup } from '@/lib/platform/database/locks';

/** What there is to copy, read from the database's own catalogue inside the snapshot. */
export interface TableShape {
  readonly name: string;
  /** In order, without generated ones. */
  readonly columns: readonly string[];
}

export interface SequenceState {
  readonly table: string;
  readonly column: string;
  readonly last: string;
  readonly isCalled: boolean;
}

const FETCH_ROWS = 1_000;
/** Jobs that are still to be done. */
export const WAITING_JOBS = `state IN ('created', 'retry', 'active')`;

/**
 * Opens the one view of the database that a backup is of: it sees what was committed before and nothing after, and makes
 * nobody wait. Files of rows seen here are not swept away until the connection ends.
 */
export async function openSnapshot(client: pg.Client): Promise<void> {
  await lockBackup(client);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query('SELECT 1 FROM pg_class LIMIT 1'); // the snapshot is taken by the first query
}

export async function tablesOf(client: pg.Client, schema = 'public'): Promise<readonly TableShape[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     GROUP BY c.relname ORDER BY c.relname`,
    [schema],
  );
  return rows;
}

/** Where the sequences behind number columns stand. A sequence is outside of any snapshot: it may be further, never behind. */
export async function sequencesOf(client: pg.Client): Promise<readonly SequenceState[]> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT t.relname AS "table", a.attname AS "column", quote_ident(n.nspname) || '.' || quote_ident(s.relname) AS sequence
     FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass
     JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = s.relnamespace
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
     WHERE s.relkind = 'S' AND n.nspname = 'public' ORDER BY 1, 2`,
  );
  const states: SequenceState[] = [];
  for (const { table, column, sequence } of rows) {
    const { rows: at } = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${sequence}`,
    );
    if (at[0]) states.push({ table, column, last: at[0].last, isCalled: at[0].called });
  }
  return states;
}

export async function appliedMigrations(client: pg.Client): Promise<readonly string[]> {
  if (!(await exists(client, 'public._prisma_migrations'))) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map((row) => row.name);
}

/** The version of the queue's tables; null where there are none. */
export async function queueVersion(client: pg.Client): Promise<number | null> {
  if (!(await exists(client, 'pgboss.version'))) return null;
  const { rows } = await client.query<{ version: number }>('SELECT version FROM pgboss.version');
  return rows[0]?.version ?? null;
}

/** Every hash that a row names, each once. Inside a transaction. */
export async function* namedHashes(client: pg.Client): AsyncGenerator<string> {
  const { rows: columns } = await client.query<HashColumn>(HASH_COLUMNS_SQL);
  const sql = namedHashesSql(columns);
  if (sql === null) return;
  await client.query(`DECLARE named_hashes NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const { rows } = await client.query<{ hash: string }>(`FETCH ${FETCH_ROWS} FROM named_hashes`);
    if (rows.length === 0) break;
    for (const row of rows) yield row.hash;
  }
  await client.query('CLOSE named_hashes');
}

export async function countNamedHashes(client: pg.Client): Promise<number> {
  const { rows: columns } = await client.query<HashColumn>(HASH_COLUMNS_SQL);
  const sql = namedHashesSql(columns);
  if (sql === null) return 0;
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (${sql}) AS all_of_them`,
  );
  return rows[0]?.n ?? 0;
}

export async function exists(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    table,
  ]);
  return rows[0]?.there ?? false;
}
