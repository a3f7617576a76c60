import { rm, stat } from 'node:fs/promises';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { isBackupRunning, tryLockStored } from '@/lib/platform/database/locks';
import { HASH_COLUMNS_SQL, unnamedHashesSql, type HashColumn } from '@/lib/platform/files/named-hashes';
import { storedFiles, storedPath } from '@/lib/platform/files/store';
import { log } from '@/lib/platform/log';

/** A file this old that no row names belongs to a request that was killed between storing and committing (A71). */
const ORPHAN_MS_MIN = 24 * 3_600_000;
const BATCH = 500;

/**
 * Removes stored files that nothing in the database names. One that somebody is about to name is kept. Returns how many
 * went.
 */
export async function removeOrphans(olderThanMs: number = ORPHAN_MS_MIN): Promise<number> {
  let removed = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    for (const sha256 of await unnamed(db(), batch)) if (await removeOld(sha256)) removed += 1;
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

/** Under the file's lock, which everybody takes who is about to name it: nobody can begin to between the look and the end. */
async function removeOld(sha256: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    if (!(await tryLockStored(tx, sha256)) || (await unnamed(tx, [sha256])).length === 0) return false;
    await rm(storedPath(sha256), { force: true });
    return true;
  });
}

/** Those of the hashes that no row names, and no backup under way may still want: it reads rows as they were. */
async function unnamed(tx: Db | Tx, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const columns = await tx.$queryRawUnsafe<HashColumn[]>(HASH_COLUMNS_SQL);
  const rows = await tx.$queryRawUnsafe<{ hash: string }[]>(unnamedHashesSql(columns), hashes);
  // Asked after the rows: a backup that begins from now on does not see any that named these.
  return (await isBackupRunning(tx)) ? [] : rows.map((row) => row.hash);
}
