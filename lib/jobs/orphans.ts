import { rename, rm, stat } from 'node:fs/promises';
import { db } from '@/lib/platform/database/client';
import { isBackupRunning } from '@/lib/platform/database/locks';
import { HASH_COLUMNS_SQL, quoteName, type HashColumn } from '@/lib/platform/files/named-hashes';
import { isStored, storedFiles, storedPath, temporaryPath } from '@/lib/platform/files/store';
import { log } from '@/lib/platform/log';

/** A file this old that no row names belongs to a request that was killed between storing and committing (A71). */
const ORPHAN_MS_MIN = 24 * 3_600_000;
const BATCH = 500;

/**
 * Removes stored files that nothing in the database names. A file that is stored again meanwhile is kept: it then has a new
 * time of change, which is looked at again after the file was put aside, and before it is deleted. Returns how many went.
 */
export async function removeOrphans(olderThanMs: number = ORPHAN_MS_MIN): Promise<number> {
  let removed = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    for (const sha256 of await unnamed(batch)) if (await removeOld(sha256, olderThanMs)) removed += 1;
    batch = [];
  };
  for await (const sha256 of storedFiles()) {
    if (!(await isOld(storedPath(sha256), olderThanMs))) continue;
    batch.push(sha256);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  if (removed > 0) log.info({ removed }, 'files of uploads that were never accepted are removed');
  return removed;
}

async function isOld(file: string, olderThanMs: number): Promise<boolean> {
  const found = await stat(file).catch(() => null); // gone meanwhile
  return found !== null && Date.now() - found.mtimeMs >= olderThanMs;
}

async function removeOld(sha256: string, olderThanMs: number): Promise<boolean> {
  const aside = await temporaryPath();
  await rename(storedPath(sha256), aside);
  const isOrphan = (await isOld(aside, olderThanMs)) && (await unnamed([sha256])).length > 0;
  if (isOrphan) await rm(aside);
  else if (await isStored(sha256)) await rm(aside);
  else await rename(aside, storedPath(sha256));
  return isOrphan;
}

/** Those of the hashes that no row names, and no backup under way may still want: it reads rows as they were. */
async function unnamed(hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const columns = await db().$queryRawUnsafe<HashColumn[]>(HASH_COLUMNS_SQL);
  if (columns.length === 0) throw new Error('no column of the database names a stored file');
  const nowhere = columns.map(
    ({ table, column }) =>
      `NOT EXISTS (SELECT 1 FROM ${quoteName(table)} WHERE ${quoteName(column)} = wanted.hash)`,
  );
  const rows = await db().$queryRawUnsafe<{ hash: string }[]>(
    `SELECT hash FROM unnest($1::text[]) AS wanted(hash) WHERE ${nowhere.join(' AND ')}`,
    hashes,
  );
  // Asked after the rows: a backup that begins from now on does not see any that named these.
  return (await isBackupRunning(db())) ? [] : rows.map((row) => row.hash);
}
