import { readdir } from 'node:fs/promises';
import type pg from 'pg';
import { bad, fine, warning, type Finding } from '@/lib/bin/doctor/finding';
import { exists, namedHashes } from '@/lib/platform/backup/snapshot';
import { damagedFolder } from '@/lib/platform/files/folders';
import { isStored, storedFiles, storedStat } from '@/lib/platform/files/store';

/** The sweeper takes a file that no row names after a day; younger ones may belong to a request under way. */
const EXTRA_MS_MIN = 2 * 24 * 3_600_000;
const SHOWN_MAX = 5;

/** Compares the stored files with the rows that name them, both ways. Contents: `checkContents`. */
export async function checkFiles(client: pg.Client): Promise<readonly Finding[]> {
  const named = new Set<string>();
  const missing: string[] = [];
  await client.query('BEGIN READ ONLY');
  for await (const sha256 of namedHashes(client)) {
    named.add(sha256);
    if (!(await isStored(sha256))) missing.push(sha256);
  }
  await client.query('COMMIT');
  const extra = await countExtra(named);
  return [
    missing.length === 0
      ? fine('files', `${named.size} named by rows, all there`)
      : bad('files', `${missing.length} of ${named.size} are missing: ${shorten(missing)}`),
    extra === 0
      ? fine('files nobody names', 'none')
      : warning('files nobody names', `${extra}; the worker removes them after a day`),
  ];
}

/** What the worker has found, which reads every stored file in turn; and damaged ones that were replaced. */
export async function checkContents(client: pg.Client): Promise<Finding> {
  if (!(await exists(client, 'public.store_damage'))) return fine('contents of files', 'not read yet');
  const { rows } = await client.query<{ hash: string; kind: string }>(
    'SELECT hash, kind FROM store_damage WHERE mended_at IS NULL ORDER BY hash',
  );
  if (rows.length > 0) {
    const named = shorten(rows.map((row) => `${row.hash} (${row.kind})`));
    return bad(
      'contents of files',
      `${rows.length} are not what their hashes say: ${named}. Bring them back from a backup`,
    );
  }
  const replaced = await readdir(damagedFolder()).catch(() => []); // there was none yet
  if (replaced.length > 0)
    return warning(
      'contents of files',
      `${replaced.length} were damaged and have been replaced; look at the disk, then empty ${damagedFolder()}`,
    );
  const { rows: read } = await client.query<{ at: string | null }>(
    `SELECT to_char(to_timestamp((value->>'roundEndedAt')::float8 / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS at
     FROM site_setting WHERE key = 'store.check'`,
  );
  const at = read[0]?.at ?? null;
  return fine('contents of files', at === null ? 'not all read yet' : `all read, the last time at ${at} UTC`);
}

async function countExtra(named: ReadonlySet<string>): Promise<number> {
  let extra = 0;
  for await (const sha256 of storedFiles()) {
    if (named.has(sha256)) continue;
    const found = await storedStat(sha256).catch(() => null); // removed meanwhile
    if (found && Date.now() - found.mtime.getTime() > EXTRA_MS_MIN) extra += 1;
  }
  return extra;
}

function shorten(hashes: readonly string[]): string {
  return hashes.slice(0, SHOWN_MAX).join(', ') + (hashes.length > SHOWN_MAX ? ', …' : '');
}
