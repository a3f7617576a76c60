import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/platform/database/client';
import { untaken } from '@/lib/platform/database/locks';
import { uploadsFolder } from '@/lib/platform/files/folders';

/** A file this old that no row names is of a request that was killed: the slowest body is cut long before. */
const UNNAMED_MS_MIN = 3 * 3_600_000;
const BATCH = 500;

/** Removes uploads that nobody finished in time, and those that were finished or refused long ago. Returns how many. */
export async function sweepUploads(): Promise<number> {
  const gone = await db().$queryRaw<{ files: readonly string[] }[]>`
    WITH over AS (
      SELECT id FROM upload WHERE expires_at < app_now() ORDER BY expires_at LIMIT ${BATCH} ${untaken('upload')})
    , pieces AS (SELECT p.upload_id, p.file FROM upload_piece p JOIN over ON over.id = p.upload_id)
    , removed AS (DELETE FROM upload u USING over WHERE u.id = over.id RETURNING u.id, u.sealed_file)
    SELECT array_remove(array_agg(pieces.file) || removed.sealed_file, NULL) AS files
    FROM removed LEFT JOIN pieces ON pieces.upload_id = removed.id GROUP BY removed.id, removed.sealed_file`;
  for (const file of gone.flatMap((each) => each.files))
    await rm(path.join(uploadsFolder(), file), { force: true });
  return gone.length;
}

/** Removes files in the folder of uploads that no upload under way names. Returns how many. */
export async function sweepUnnamedFiles(olderThanMs: number = UNNAMED_MS_MIN): Promise<number> {
  const names = await readdir(uploadsFolder()).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []; // nothing was uploaded yet
    throw error;
  });
  const old: string[] = [];
  for (const name of names) {
    const found = await stat(path.join(uploadsFolder(), name)).catch(() => null); // consumed meanwhile
    if (found && Date.now() - found.mtimeMs >= olderThanMs) old.push(name);
  }
  if (old.length === 0) return 0;
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT name FROM unnest(${old}::text[]) AS old(name)
    WHERE NOT EXISTS (SELECT 1 FROM upload_piece WHERE file = name)
      AND NOT EXISTS (SELECT 1 FROM upload WHERE sealed_file = name AND state = 'sealed')`;
  for (const { name } of rows) await rm(path.join(uploadsFolder(), name), { force: true });
  return rows.length;
}

/** Days after which a file that was refused is not kept any more; its row and what was wrong with it stay. */
export async function releaseRefusedFiles(days: number): Promise<number> {
  const submissions = await db().$executeRaw`
    UPDATE submission SET file_removed_at = app_now() WHERE id IN (
      SELECT id FROM submission WHERE status = 'invalid' AND file_removed_at IS NULL
        AND accepted_at < app_now() - make_interval(days => ${days}::int) ORDER BY accepted_at LIMIT ${BATCH})`;
  const bundles = await db().$executeRaw`
    UPDATE bundle_import SET file_removed_at = app_now()
    WHERE file_removed_at IS NULL AND status IN ('refused', 'applied')
      AND coalesce(finished_at, created_at) < app_now() - make_interval(days => ${days}::int)`;
  return submissions + bundles;
}
