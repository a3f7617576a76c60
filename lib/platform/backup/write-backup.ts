import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ArchiveWriter, type Written } from '@/lib/platform/backup/archive-writer';
import {
  fileMember,
  MANIFEST,
  QUEUE,
  SECRETS,
  tableMember,
  type Manifest,
  type OnStep,
} from '@/lib/platform/backup/manifest';
import {
  appliedMigrations,
  countNamedHashes,
  namedHashes,
  openSnapshot,
  queueVersion,
  sequencesOf,
  tablesOf,
  WAITING_JOBS,
} from '@/lib/platform/backup/snapshot';
import { quoteName } from '@/lib/platform/files/named-hashes';
import { isStored, readStored, storedPath, storedStat } from '@/lib/platform/files/store';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { secrets } from '@/lib/platform/secrets';
import { programVersion } from '@/lib/platform/version';

const AT_ONCE_BYTES_MAX = 1 << 20;

export interface BackupOptions {
  /** Makes a backup although stored files are missing or damaged; the manifest names them. */
  readonly allowMissing: boolean;
  readonly onStep: OnStep;
}

/**
 * Writes a backup of the site to `file`: one consistent snapshot of every table and of the waiting jobs, the stored files
 * its rows name, and the secret that signs sessions and derives checkpoints. The site may go on working. Everything is
 * streamed. The file appears under its name only when it is whole and on the disk.
 */
export async function writeBackup(
  databaseUrl: string,
  file: string,
  options: BackupOptions,
): Promise<Result<Manifest>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'saddlepoint backup' });
  await client.connect();
  try {
    await openSnapshot(client);
    const madeAt = await now(client);
    const archive = await ArchiveWriter.begin(path.resolve(file), madeAt);
    try {
      const manifest = await writeMembers(client, archive, madeAt, options.onStep);
      const refused = manifest.missing.length > 0 && !options.allowMissing;
      if (!refused) await archive.add(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
      await (refused ? archive.abandon() : archive.finish());
      return refused ? missingFiles(manifest.missing) : ok(manifest);
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  } finally {
    await client.end();
  }
}

async function now(client: pg.Client): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('SELECT app_now() AS now');
  if (!rows[0]) throw new Error('The database told no time.');
  return rows[0].now;
}

async function writeMembers(
  client: pg.Client,
  archive: ArchiveWriter,
  madeAt: Date,
  onStep: OnStep,
): Promise<Manifest> {
  const shapes = await tablesOf(client);
  const tables: Manifest['tables'] = [];
  for (const { name, columns } of shapes) {
    await onStep({ phase: 'tables', done: tables.length, total: shapes.length });
    const list = columns.map(quoteName).join(', ');
    const copied = await copy(client, archive, tableMember(name), `public.${quoteName(name)} (${list})`);
    tables.push({ name, columns: [...columns], rows: copied.rows, sha256: copied.sha256 });
  }
  await onStep({ phase: 'tables', done: shapes.length, total: shapes.length });
  const queue = await writeQueue(client, archive);
  const secret = await archive.add(SECRETS, Buffer.from(`${JSON.stringify({ secret: secrets().secret })}\n`));
  const files = await writeFiles(client, archive, onStep);
  return {
    format: 'saddlepoint-backup',
    formatVersion: 1,
    version: await programVersion(),
    madeAt: madeAt.toISOString(),
    migrations: [...(await appliedMigrations(client))],
    tables,
    sequences: (await sequencesOf(client)).map((each) => ({ ...each })),
    queue,
    secretsSha256: secret.sha256,
    files: { count: files.count, bytes: files.bytes },
    missing: files.missing,
  };
}

async function copy(
  client: pg.Client,
  archive: ArchiveWriter,
  member: string,
  what: string,
): Promise<Written & { readonly rows: number }> {
  const source = client.query(copyTo(`COPY ${what} TO STDOUT`));
  const written = await archive.add(member, source);
  return { ...written, rows: source.rowCount };
}

async function writeQueue(client: pg.Client, archive: ArchiveWriter): Promise<Manifest['queue']> {
  const version = await queueVersion(client);
  const columns = (await tablesOf(client, 'pgboss')).find((each) => each.name === 'job')?.columns;
  if (version === null || !columns) return null;
  const list = columns.map(quoteName).join(', ');
  const copied = await copy(client, archive, QUEUE, `(SELECT ${list} FROM pgboss.job WHERE ${WAITING_JOBS})`);
  return { version, columns: [...columns], rows: copied.rows, sha256: copied.sha256 };
}

async function writeFiles(
  client: pg.Client,
  archive: ArchiveWriter,
  onStep: OnStep,
): Promise<{ count: number; bytes: number; missing: string[] }> {
  const total = await countNamedHashes(client);
  const missing: string[] = [];
  let [count, bytes] = [0, 0];
  for await (const sha256 of namedHashes(client)) {
    await onStep({ phase: 'files', done: count + missing.length, total });
    const source = await openStored(sha256);
    if (!source) {
      missing.push(sha256);
      continue;
    }
    const written = await archive.add(fileMember(sha256), source);
    if (written.sha256 !== sha256) missing.push(sha256); // damaged: restoring leaves it out
    count += 1;
    bytes += written.bytes;
  }
  await onStep({ phase: 'files', done: total, total });
  return { count, bytes, missing };
}

/** A small file at once: a stream costs more than reading it. null: there is none. */
async function openStored(sha256: string): Promise<Readable | Buffer | null> {
  if (!(await isStored(sha256))) return null;
  const { size } = await storedStat(sha256);
  return size <= AT_ONCE_BYTES_MAX ? readFile(storedPath(sha256)) : readStored(sha256);
}

function missingFiles(missing: readonly string[]): Result<never> {
  return refuse(
    ...missing.slice(0, 10).map((sha256) => ({
      code: 'file_missing',
      value: sha256,
      message: `The stored file ${sha256} is missing or damaged.`,
    })),
    {
      code: 'backup_incomplete',
      message: `No backup was written: ${missing.length} stored files are missing or damaged. Add --allow-missing to back up the rest.`,
    },
  );
}
