import { chmod, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { db } from '@/lib/platform/database/client';
import {
  FILE_MODE,
  FOLDER_MODE,
  storeFolder,
  temporaryFolder,
  uploadsFolder,
} from '@/lib/platform/files/folders';
import { HASH_COLUMNS_SQL, namedHashesSql, type HashColumn } from '@/lib/platform/files/named-hashes';
import { noteDamage, noteWhole, openDamage, type DamageKind } from '@/lib/platform/files/store-damage';
import { hashFile, isStored, storedPath } from '@/lib/platform/files/store';

/** Read at one turn, which comes every 20 seconds: some 3 MB a second, so 100 GB are read in nine hours. */
const BYTES_A_TURN = 64_000_000;
/** A small store is not read all the time. */
const ROUND_MS_MIN = 3_600_000;
const KEY = 'store.check';

const progress = z.object({
  /** The file that was read last; empty: a round begins. */
  after: z.string(),
  /** Milliseconds of the database's clock at the end of the last whole round; null: there was none. */
  roundEndedAt: z.number().nullable(),
});
type Progress = z.infer<typeof progress>;

/**
 * Reads the next stored files and compares each with the hash it is named by; at the end of a round it looks for files
 * that rows name and that are not there. A difference is written down and logged as an error. Where it stopped is kept in
 * the database. Returns how many files it read.
 */
export async function checkStore(
  bytesMax: number = BYTES_A_TURN,
  roundMsMin: number = ROUND_MS_MIN,
): Promise<number> {
  await lookAgain();
  const { after, roundEndedAt, now } = await load();
  if (after === '' && roundEndedAt !== null && now - roundEndedAt < roundMsMin) return 0;
  if (after === '')
    for (const folder of [storeFolder(), temporaryFolder(), uploadsFolder()])
      await tighten(folder, FOLDER_MODE);
  let [read, bytes] = [0, 0];
  for await (const sha256 of storedAfter(after)) {
    bytes += await checkFile(sha256);
    read += 1;
    if (bytes < bytesMax) continue;
    await save({ after: sha256, roundEndedAt });
    return read;
  }
  await lookForMissing();
  await save({ after: '', roundEndedAt: now });
  return read;
}

/** Stored hashes that come after one, in order. */
async function* storedAfter(after: string): AsyncGenerator<string> {
  const names = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort(); // nothing was stored yet
  for (const first of await names(storeFolder())) {
    if (first.length !== 2 || first < after.slice(0, 2)) continue;
    const folder = path.join(storeFolder(), first);
    await tighten(folder, FOLDER_MODE);
    for (const rest of await names(folder))
      if (rest.length === 62 && first + rest > after) yield first + rest;
  }
}

/** Returns how many bytes were read. */
async function checkFile(sha256: string): Promise<number> {
  const found = await compare(sha256);
  if (found.damage === 'changed') await noteDamage(sha256, 'changed');
  return found.bytes; // one that has gone meanwhile was an orphan
}

async function compare(
  sha256: string,
): Promise<{ readonly bytes: number; readonly damage: DamageKind | null }> {
  const file = storedPath(sha256);
  try {
    await tighten(file, FILE_MODE);
    const read = await hashFile(file);
    return { bytes: read.bytes, damage: read.sha256 === sha256 ? null : 'changed' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { bytes: 0, damage: 'missing' };
    if (code === 'EIO') return { bytes: 0, damage: 'changed' }; // the disk can't read it
    throw error;
  }
}

/** Those that were damaged: they may have been brought back, or nobody names them any more. */
async function lookAgain(): Promise<void> {
  const open = await openDamage();
  if (open.length === 0) return;
  const named = new Set(await namedHashes());
  const mended: string[] = [];
  for (const sha256 of open) {
    if (!named.has(sha256) && !(await isStored(sha256)))
      await db().storeDamage.deleteMany({ where: { hash: sha256 } });
    else if ((await compare(sha256)).damage === null) mended.push(sha256);
  }
  await noteWhole(mended);
}

async function lookForMissing(): Promise<void> {
  const missing: string[] = [];
  for (const sha256 of await namedHashes()) if (!(await isStored(sha256))) missing.push(sha256);
  if (missing.length === 0) return;
  const named = new Set(await namedHashes()); // asked again: a row may have let its file go in between
  for (const sha256 of missing) if (named.has(sha256)) await noteDamage(sha256, 'missing');
}

async function namedHashes(): Promise<readonly string[]> {
  const sql = namedHashesSql(await db().$queryRawUnsafe<HashColumn[]>(HASH_COLUMNS_SQL));
  const rows = sql === null ? [] : await db().$queryRawUnsafe<{ hash: string }[]>(sql);
  return rows.map((row) => row.hash);
}

/** Files and folders of older releases have wider modes. */
async function tighten(target: string, mode: number): Promise<void> {
  const found = await stat(target).catch(() => null); // not made yet, or gone
  if (found && (found.mode & 0o777) !== mode) await chmod(target, mode);
}

async function load(): Promise<Progress & { readonly now: number }> {
  const rows = await db().$queryRaw<{ value: unknown; now: number }[]>`
    SELECT s.value, extract(epoch FROM app_now())::float8 * 1000 AS now
    FROM (SELECT 1) AS one LEFT JOIN site_setting s ON s.key = ${KEY}`;
  const parsed = progress.safeParse(rows[0]?.value);
  const state = parsed.success ? parsed.data : { after: '', roundEndedAt: null };
  return { ...state, now: rows[0]?.now ?? 0 };
}

async function save(state: Progress): Promise<void> {
  await db().siteSetting.upsert({
    where: { key: KEY },
    create: { key: KEY, value: state },
    update: { value: state },
  });
}
