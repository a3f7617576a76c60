import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { readSmall, verifyBackup } from '@/lib/platform/backup/archive-reader';
import { SECRETS, type Manifest, type OnStep } from '@/lib/platform/backup/manifest';
import { restoreDatabase, type RestoredDatabase } from '@/lib/platform/backup/restore-database';
import { restoreFiles } from '@/lib/platform/backup/restore-files';
import { exists } from '@/lib/platform/backup/snapshot';
import { migrationsOnDisk } from '@/lib/platform/database/schema-engine';
import { env } from '@/lib/platform/env';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { secrets } from '@/lib/platform/secrets';

export interface RestoreOptions {
  /** Replaces the site that is there. */
  readonly replace: boolean;
  readonly onStep: OnStep;
  /** Lays out the queue's tables where there are none; called when every check has passed. */
  readonly layOutQueue: () => Promise<void>;
}

export interface Restored extends RestoredDatabase {
  readonly manifest: Manifest;
  readonly files: number;
  /** What whoever restored should know. */
  readonly warnings: readonly string[];
}

/**
 * Makes the site what a backup holds. Nothing is touched before the whole archive was read and every check passed; the
 * database changes in one transaction, after the files are on the disk. The site must not run meanwhile.
 */
export async function restoreBackup(
  databaseUrl: string,
  file: string,
  options: RestoreOptions,
): Promise<Result<Restored>> {
  const verified = await verifyBackup(file, options.onStep);
  if (!verified.ok) return verified;
  const manifest = verified.value;
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'saddlepoint restore' });
  await client.connect();
  try {
    const refused = (await notThisRelease(manifest)) ?? (await notThisSite(client, options.replace));
    if (refused) return refused;
    await options.layOutQueue();
    const files = await restoreFiles(file, manifest, options.onStep);
    const secret = await prepareSecret(file);
    const done = await restoreDatabase(client, file, manifest, options.onStep).catch(
      async (error: unknown) => {
        await secret.drop();
        throw error;
      },
    );
    await secret.put();
    return ok({ ...done, manifest, files, warnings: [...done.warnings, ...secret.warnings] });
  } finally {
    await client.end();
  }
}

/** A release can read what its own migrations and those before them wrote. */
async function notThisRelease(manifest: Manifest): Promise<Result<never> | null> {
  const own = new Set((await migrationsOnDisk()).map((each) => each.name));
  const unknown = manifest.migrations.filter((name) => !own.has(name));
  if (unknown.length === 0) return null;
  return refuse({
    code: 'backup_newer',
    message: `This backup was made by a newer release (${manifest.version}): this one does not know ${unknown.join(', ')}. Install that release, or a later one, and restore again.`,
  });
}

async function notThisSite(client: pg.Client, replace: boolean): Promise<Result<never> | null> {
  const { rows: answer } = await client.query<{ n: number; names: string | null }>(
    `SELECT count(*)::int AS n, string_agg(DISTINCT nullif(application_name, ''), ', ') AS names
     FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  const [others] = answer;
  if (others && others.n > 0) {
    const who = others.names ? ` (${others.names})` : '';
    const message = `Others are connected to the database: ${others.n}${who}. Stop the site first.`;
    return refuse({ code: 'site_running', message });
  }
  if (replace || !(await exists(client, 'public.user'))) return null;
  const { rows } = await client.query<{ users: number; courses: number }>(
    'SELECT (SELECT count(*)::int FROM "user") AS users, (SELECT count(*)::int FROM course) AS courses',
  );
  const { users = 0, courses = 0 } = rows[0] ?? {};
  if (users + courses === 0) return null;
  return refuse({
    code: 'site_not_empty',
    message: `This site is in use: ${users} accounts, ${courses} courses. Add --replace to lose them and have the backup's instead.`,
  });
}

/**
 * The backup's secret, ready to take the place of this site's, which it does when the database is there: sessions, tokens
 * and checkpoints stay what they were. The password of this site's own database stays.
 */
async function prepareSecret(
  file: string,
): Promise<{ readonly warnings: readonly string[]; put(): Promise<void>; drop(): Promise<void> }> {
  const { databasePassword } = secrets(); // makes the file where there is none
  const target = path.join(env().dataDir, 'secrets.json');
  const own = JSON.parse(await readFile(target, 'utf8')) as object;
  const { secret } = JSON.parse((await readSmall(file, SECRETS)) ?? '') as { secret: string };
  const fresh = `${target}.restored`;
  await writeFile(fresh, `${JSON.stringify({ ...own, secret, databasePassword }, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
  const given = env().SADDLEPOINT_SECRET;
  return {
    warnings:
      given !== undefined && given !== secret
        ? [
            'SADDLEPOINT_SECRET is set to another secret than the one of the backup: sessions end, and checkpoints made later differ. Set it to the value in secrets.json, or unset it.',
          ]
        : [],
    put: () => rename(fresh, target),
    drop: () => rm(fresh, { force: true }),
  };
}
