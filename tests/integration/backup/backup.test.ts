import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { removeOrphans } from '@/lib/jobs/orphans';
import { verifyBackup } from '@/lib/platform/backup/archive-reader';
import { migrate, MIGRATIONS_TABLE } from '@/lib/platform/backup/restore-database';
import { restoreBackup } from '@/lib/platform/backup/restore-backup';
import { writeBackup } from '@/lib/platform/backup/write-backup';
import { db } from '@/lib/platform/database/client';
import { applyMigrations, migrationDrift, migrationsOnDisk } from '@/lib/platform/database/schema-engine';
import { hashFile, storedPath } from '@/lib/platform/files/store';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import type { Viewer } from '@/lib/identity/viewer';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { contentsOf, emptyDatabaseUrl, nothing, queueLayer, submit, withClient } from './support';

const { url, dataDir } = await useDatabase();
afterAll(closeSharedPool);

const GOOD = 'Id,Class\n1,a\n2,b\n3,a\n4,b\n';
let competition: MadeCompetition;
let student: Viewer;
let folder: string;
let file: string;

beforeAll(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({ dailyLimit: null });
  student = await enrolStudent(competition);
  const scored = await submit(student, competition.id, GOOD);
  await scoreSubmission({ submissionId: scored.submissionId }, { isLast: true });
  await submit(student, competition.id, GOOD.replace('4,b', '4,a')); // waits for its score
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-backup-'));
  file = path.join(folder, 'site.zip');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function backup(onStep: Parameters<typeof writeBackup>[2]['onStep'] = nothing) {
  const done = await writeBackup(url, file, { allowMissing: false, onStep });
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  return done.value;
}

const restore = (to: string, replace = false) =>
  restoreBackup(to, file, { replace, onStep: nothing, layOutQueue: queueLayer(to) });

const codes = (result: { ok: boolean; problems?: readonly { code: string }[] }): string[] =>
  result.problems?.map((each) => each.code) ?? [];

const audited = (contents: Record<string, readonly string[]>) =>
  (contents.audit_entry ?? []).filter((row) => !row.includes('site.restored'));

describe('a backup', () => {
  it('A83: restored elsewhere gives every row, waiting job and secret back, and each receipt finds its file', async () => {
    await backup();
    const before = await contentsOf(url);
    const secret = readFileSync(path.join(dataDir, 'secrets.json'), 'utf8');
    rmSync(path.join(dataDir, 'files'), { recursive: true });
    writeFileSync(
      path.join(dataDir, 'secrets.json'),
      JSON.stringify({ secret: 'x'.repeat(40), databasePassword: 'y'.repeat(24) }),
    );
    const target = await emptyDatabaseUrl();
    const done = await restore(target);
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
    const after = await contentsOf(target);
    expect(audited(after)).toEqual(audited(before));
    expect({ ...after, audit_entry: [] }).toEqual({ ...before, audit_entry: [] });
    expect(done.value).toMatchObject({ jobs: 2, migrated: [], warnings: [] });
    expect(done.value.rows.submission).toBe(before.submission?.length);
    await withClient(target, async (client) => {
      const { rows } = await client.query<{ sha256: string }>('SELECT sha256 FROM submission');
      expect(rows.length).toBeGreaterThanOrEqual(2);
      for (const { sha256 } of rows) expect((await hashFile(storedPath(sha256))).sha256).toBe(sha256);
      const jobs = await client.query("SELECT 1 FROM pgboss.job WHERE name = 'score-submission'");
      expect(jobs.rowCount).toBe(2);
    });
    const own = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as object;
    expect(own).toEqual({
      secret: (JSON.parse(secret) as { secret: string }).secret,
      databasePassword: 'y'.repeat(24),
    });
    writeFileSync(path.join(dataDir, 'secrets.json'), secret);
  });

  it('restored is the schema of this release, with sequences that go on where they stood', async () => {
    await backup();
    const target = await emptyDatabaseUrl();
    expect((await restore(target)).ok).toBe(true);
    expect(await applyMigrations(target)).toEqual([]);
    expect(await migrationDrift(target)).toBe('');
    const next = (at: string) =>
      withClient(at, async (client) => {
        const { rows } = await client.query<{ last: string }>(
          'SELECT last_value AS last FROM submission_id_seq',
        );
        return rows[0]?.last;
      });
    expect(await next(target)).toBe(await next(url));
  });

  it('is whole by its own account, can be read by its owner alone, and leaves no temporary file', async () => {
    const manifest = await backup();
    expect(manifest.madeAt).toBe('2021-03-20T10:00:00.000Z');
    expect((await verifyBackup(file, nothing)).ok).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['site.zip']);
  });

  it('made while submissions come in holds each of them whole or not at all', async () => {
    const before = await db().submission.count();
    let during = 0;
    await backup(async ({ phase, done }) => {
      // One in the middle of the tables, one before each file.
      if (phase === 'files' || done === 20)
        await submit(student, competition.id, GOOD.replace('1,a', `1,${'ab'[during++ % 2]}`));
    });
    expect(during).toBeGreaterThan(2);
    const target = await emptyDatabaseUrl();
    const done = await restore(target);
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
    expect(done.value.rows.submission).toBe(before);
    await withClient(target, async (client) => {
      const { rows } = await client.query<{ whole: boolean }>(
        `SELECT s.status <> 'queued' OR EXISTS (SELECT 1 FROM pgboss.job j WHERE (j.data->>'submissionId')::int = s.id) AS whole
         FROM submission s`,
      );
      expect(rows.every((row) => row.whole)).toBe(true);
    });
  });

  it('keeps the files of its snapshot from the sweeper while it runs', async () => {
    const stray = await submit(student, competition.id, GOOD.replace('3,a', '3,b'));
    let removed = -1;
    const manifest = await backup(async ({ phase, done }) => {
      if (phase !== 'files' || done !== 0) return;
      await db().submission.delete({ where: { id: stray.submissionId } });
      removed = await removeOrphans(-1);
    });
    expect(removed).toBe(0);
    expect(manifest.missing).toEqual([]);
    expect(await removeOrphans(-1)).toBe(1);
  });

  it('is not written when a stored file is missing, unless that is allowed; then it says so', async () => {
    const lost = await submit(student, competition.id, `${GOOD}\n`);
    rmSync(storedPath(lost.sha256));
    const refused = await writeBackup(url, file, { allowMissing: false, onStep: nothing });
    expect(codes(refused)).toEqual(['file_missing', 'backup_incomplete']);
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    const allowed = await writeBackup(url, file, { allowMissing: true, onStep: nothing });
    expect(allowed.ok && allowed.value.missing).toEqual([lost.sha256]);
    expect((await restore(await emptyDatabaseUrl())).ok).toBe(true);
    await db().submission.delete({ where: { id: lost.submissionId } });
  });
});

describe('restoring', () => {
  it('refuses an archive with one changed byte, wherever it is, and touches nothing', async () => {
    const manifest = await backup();
    const whole = readFileSync(file);
    const target = await emptyDatabaseUrl();
    let refused = 0;
    for (let part = 1; part < 40; part += 1) {
      const bytes = Buffer.from(whole);
      const at = Math.floor((whole.length * part) / 40);
      bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
      writeFileSync(file, bytes);
      const result = await verifyBackup(file, nothing);
      // A member's time or mode is no content: all that is read is as it was.
      if (result.ok) expect(result.value).toEqual(manifest);
      else expect(codes(await restore(target))).toContain('backup_damaged');
      refused += result.ok ? 0 : 1;
    }
    expect(refused).toBeGreaterThan(20);
    const member = whole.indexOf('tables/user.copy');
    const bytes = Buffer.from(whole);
    bytes[member + 40] = (bytes[member + 40] ?? 0) ^ 0x5a;
    writeFileSync(file, bytes);
    expect(codes(await restore(target))).toContain('backup_damaged');
    expect(await contentsOf(target)).toEqual({});
  });

  it('refuses a truncated archive and what is no archive', async () => {
    await backup();
    const { size } = statSync(file);
    const target = await emptyDatabaseUrl();
    for (const left of [size - 1, size - 30, Math.floor(size / 2), 10, 0]) {
      truncateSync(file, left);
      expect(codes(await restore(target))).toEqual(['backup_damaged']);
    }
    writeFileSync(file, 'this is a text');
    expect(codes(await restore(target))).toEqual(['backup_damaged']);
    expect(await contentsOf(target)).toEqual({});
  });

  it('refuses a site in use, and replaces it when told to', async () => {
    await backup();
    const target = await emptyDatabaseUrl();
    expect((await restore(target)).ok).toBe(true);
    await withClient(target, (client) =>
      client.query(`INSERT INTO course (slug, title, timezone) VALUES ('other', 'Other', 'UTC')`),
    );
    expect(codes(await restore(target))).toEqual(['site_not_empty']);
    expect((await contentsOf(target)).course?.some((row) => row.includes('Other'))).toBe(true);
    expect((await restore(target, true)).ok).toBe(true);
    expect((await contentsOf(target)).course).toEqual((await contentsOf(url)).course);
  });

  it('refuses while others work on the database', async () => {
    await backup();
    const target = await emptyDatabaseUrl();
    await withClient(target, async () => {
      expect(codes(await restore(target, true))).toEqual(['site_running']);
    });
  });

  it("refuses a newer release's backup and names what this one does not know", async () => {
    await db().$executeRaw`
      INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9999_future', now())`;
    await backup();
    await db().$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'x'`;
    const result = await restore(await emptyDatabaseUrl());
    expect(codes(result)).toEqual(['backup_newer']);
    expect(result.ok ? '' : result.problems[0]?.message).toContain('9999_future');
  });

  it('A84: brings the backup of an older release to this one', async () => {
    const older = await emptyDatabaseUrl();
    const first = (await migrationsOnDisk()).slice(0, 2);
    await withClient(older, async (client) => {
      // As a release of two migrations left it.
      await client.query(MIGRATIONS_TABLE);
      for (const migration of first) await migrate(client, migration);
      await client.query(`INSERT INTO course (slug, title, timezone) VALUES ('old', 'Old', 'UTC')`);
    });
    expect((await writeBackup(older, file, { allowMissing: false, onStep: nothing })).ok).toBe(true);
    const target = await emptyDatabaseUrl();
    const done = await restore(target);
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
    expect(done.value.migrated).toEqual((await migrationsOnDisk()).slice(2).map((each) => each.name));
    expect(await applyMigrations(target)).toEqual([]);
    expect(await migrationDrift(target)).toBe('');
    expect((await contentsOf(target)).course?.[0]).toContain('Old');
  });

  it('is one transaction: a row that contradicts another leaves the site as it was', async () => {
    await db().$executeRaw`ALTER TABLE participant DROP CONSTRAINT participant_user_id_fkey`;
    await db().$executeRaw`UPDATE participant SET user_id = gen_random_uuid()`;
    await backup();
    const target = await emptyDatabaseUrl();
    await expect(restore(target)).rejects.toThrow(/participant_user_id_fkey/);
    expect(await contentsOf(target)).toEqual({});
  });
});
