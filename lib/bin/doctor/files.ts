import type pg from 'pg';
import { bad, fine, warning, type Finding } from '@/lib/bin/doctor/finding';
import { namedHashes } from '@/lib/platform/backup/snapshot';
import { isStored, storedFiles, storedStat } from '@/lib/platform/files/store';

/** The sweeper takes a file that no row names after a day; younger ones may belong to a request under way. */
const EXTRA_MS_MIN = 2 * 24 * 3_600_000;
const SHOWN_MAX = 5;

/** Compares the stored files with the rows that name them, both ways. Contents are compared by `backup --verify`. */
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
