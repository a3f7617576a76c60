import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { print, printJson, RefusedError, take } from '@/lib/bin/cli-output';
import { progressBar } from '@/lib/bin/progress';
import { withSiteCluster } from '@/lib/bin/site-cluster';
import { createQueues } from '@/lib/jobs/queues';
import { verifyBackup } from '@/lib/platform/backup/archive-reader';
import type { Manifest, OnStep } from '@/lib/platform/backup/manifest';
import { restoreBackup } from '@/lib/platform/backup/restore-backup';
import { writeBackup } from '@/lib/platform/backup/write-backup';
import { startBoss } from '@/lib/platform/queue/boss';

interface BackupOptions {
  readonly verify?: boolean;
  readonly overwrite?: boolean;
  readonly allowMissing?: boolean;
  readonly json?: boolean;
}

/** Writes a backup of the site, or reads one through and compares it with its manifest. */
export async function backupCommand(file: string, options: BackupOptions): Promise<void> {
  if (options.verify) return verify(file, options);
  if (existsSync(file) && !options.overwrite)
    throw new RefusedError([
      { code: 'file_exists', file, message: 'is there already; add --overwrite to replace it.' },
    ]);
  const manifest = await withBar(options, (onStep) =>
    withSiteCluster(async (url) =>
      take(await writeBackup(url, file, { allowMissing: options.allowMissing ?? false, onStep })),
    ),
  );
  const { size } = await stat(file);
  if (options.json) return printJson({ file: path.resolve(file), bytes: size, ...summary(manifest) });
  print(`${file}: ${size} bytes, as of ${manifest.madeAt}`);
  print(countsLine(manifest));
  for (const sha256 of manifest.missing) process.stderr.write(`warning: the file ${sha256} is not in it\n`);
}

async function verify(file: string, options: BackupOptions): Promise<void> {
  const manifest = await withBar(options, async (onStep) => take(await verifyBackup(file, onStep)));
  if (options.json) return printJson({ file: path.resolve(file), ...summary(manifest) });
  print(`${file} is whole: release ${manifest.version}, as of ${manifest.madeAt}`);
  print(countsLine(manifest));
}

/** Makes the site what a backup holds. */
export async function restoreCommand(
  file: string,
  options: { readonly replace?: boolean; readonly json?: boolean },
): Promise<void> {
  const done = await withBar(options, (onStep) =>
    withSiteCluster(async (url) =>
      take(
        await restoreBackup(url, file, {
          replace: options.replace ?? false,
          onStep,
          layOutQueue,
        }),
      ),
    ),
  );
  for (const warning of done.warnings) process.stderr.write(`warning: ${warning}\n`);
  const { rows, files, jobs, migrated, manifest } = done;
  if (options.json)
    return printJson({ rows, files, jobs, migrated, madeAt: manifest.madeAt, warnings: done.warnings });
  for (const [table, count] of Object.entries(rows)) if (count > 0) print(`${table}: ${count}`);
  print(`files: ${files}\nwaiting jobs: ${jobs}`);
  if (migrated.length > 0) print(`migrated: ${migrated.join(', ')}`);
  print(`restored as of ${manifest.madeAt}`);
}

async function layOutQueue(): Promise<void> {
  const boss = await startBoss({ supervise: false, migrate: true });
  await createQueues(boss);
  await boss.stop({ graceful: false, wait: true });
}

async function withBar<T>(
  options: { readonly json?: boolean },
  work: (onStep: OnStep) => Promise<T>,
): Promise<T> {
  const bar = progressBar(options.json ?? false);
  try {
    return await work(({ phase, done, total }) => bar.show(phase, done, total));
  } finally {
    bar.end();
  }
}

const rowsOf = (manifest: Manifest): number => manifest.tables.reduce((sum, table) => sum + table.rows, 0);

function countsLine(manifest: Manifest): string {
  return `${manifest.tables.length} tables, ${rowsOf(manifest)} rows, ${manifest.files.count} files (${manifest.files.bytes} bytes), ${manifest.queue?.rows ?? 0} waiting jobs`;
}

function summary(manifest: Manifest): object {
  return {
    version: manifest.version,
    madeAt: manifest.madeAt,
    migrations: manifest.migrations,
    rows: Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows])),
    files: manifest.files,
    jobs: manifest.queue?.rows ?? 0,
    missing: manifest.missing,
  };
}
