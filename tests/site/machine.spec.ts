import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, openSync, closeSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { connect } from '@/lib/platform/database/client';
import { startCluster } from '@/lib/platform/postgres/cluster';
import { silentProxy } from '../support/silent-proxy';
import {
  databasePid,
  makeDataDir,
  makeOpenCompetition,
  processesOf,
  siteDatabase,
  start,
  upload,
} from './support';

/** What happens to the processes themselves: the database's, the site's own, and those that started them. */
test.skip(process.platform !== 'linux', 'processes are looked up in /proc');

test.setTimeout(300_000);

const BACK_MS_MAX = 10_000;

async function healthy(url: string): Promise<boolean> {
  return fetch(`${url}/api/health`).then(
    async (answer) => ((await answer.json()) as { database: string }).database === 'ok',
    () => false,
  );
}

test('A111: the embedded database killed, whole or one process of it, is up again within ten seconds; when it cannot be, the site ends', async () => {
  const data = makeDataDir();
  const site = await start(data.path);
  let db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 3, null);
  const [first, second, third] = made.tokens;
  expect((await upload(site.url, made, first)).status).toBe(201);
  await db.$disconnect();

  // One of its processes that is busy would hold the shared memory, and with it the next start, for a minute.
  const sleeper = await siteDatabase(data.path);
  const asleep = sleeper.$executeRaw`SELECT pg_sleep(60)`.catch(() => 'torn away');
  const server = databasePid(data.path);
  await expect.poll(() => processesOf(data.path).length).toBeGreaterThan(3);
  process.kill(server, 'SIGKILL');
  const killedAt = performance.now();
  await expect.poll(() => databasePid(data.path), { timeout: 30_000 }).not.toBe(server);
  await expect.poll(() => healthy(site.url), { timeout: 30_000 }).toBe(true);
  expect(performance.now() - killedAt).toBeLessThan(BACK_MS_MAX);
  expect(await asleep).toBe('torn away');
  await sleeper.$disconnect();
  expect((await upload(site.url, made, second)).status).toBe(201);

  db = await siteDatabase(data.path);
  const backends = await db.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  process.kill(backends[0]?.pid ?? 0, 'SIGKILL');
  const backendKilledAt = performance.now();
  await db.$disconnect();
  await expect.poll(async () => (await upload(site.url, made, third)).status, { timeout: 30_000 }).toBe(201);
  expect(performance.now() - backendKilledAt).toBeLessThan(BACK_MS_MAX);
  db = await siteDatabase(data.path);
  const where = { competitionId: made.competitionId, status: 'scored' as const };
  await expect.poll(() => db.submission.count({ where }), { timeout: 90_000 }).toBe(3);
  await db.$disconnect();

  // Something no start can mend: what supervises the site has to know.
  renameSync(path.join(data.path, 'postgres', 'global'), path.join(data.path, 'postgres', 'gone'));
  process.kill(databasePid(data.path), 'SIGKILL');
  expect(await site.ended).toBe(1);
  expect(site.output()).toContain('does not come up again');
  await expect.poll(() => processesOf(data.path), { timeout: 15_000 }).toEqual([]);
  data.remove();
});

test('A115: whoever started the site ends or is ended, and everything stops', async () => {
  const data = makeDataDir();
  const isOver = (): Promise<void> =>
    expect.poll(() => processesOf(data.path), { timeout: 30_000 }).toEqual([]);

  const told = await start(data.path, {}, 'npm');
  expect(processesOf(data.path).length).toBeGreaterThan(4);
  process.kill(told.pid, 'SIGTERM');
  // npm waits for the site, so that its end is the end of everything.
  await told.ended;
  expect(processesOf(data.path)).toEqual([]);

  const orphaned = await start(data.path, {}, 'npm');
  process.kill(orphaned.pid, 'SIGKILL');
  await isOver();

  // The one that looks after the others killed: web and worker end, and the next start takes the database over.
  const killed = await start(data.path);
  const server = databasePid(data.path);
  const worked = processesOf(data.path).length;
  process.kill(killed.pid, 'SIGKILL');
  await expect.poll(() => processesOf(data.path).length, { timeout: 30_000 }).toBeLessThan(worked - 2);
  const next = await start(data.path);
  expect(databasePid(data.path)).toBe(server);
  process.kill(next.pid, 'SIGHUP');
  expect(await next.ended).toBe(0);
  await isOver();

  // Ctrl-C once is passed on by the terminal and by npm; pressed again, nothing is waited for.
  const impatient = await start(data.path);
  impatient.stopChild('worker');
  process.kill(impatient.pid, 'SIGINT');
  process.kill(impatient.pid, 'SIGINT');
  await pause(1_200);
  process.kill(impatient.pid, 'SIGINT');
  expect(await impatient.ended).toBe(130);
  await isOver();
  data.remove();
});

/** Writes until the disk takes nothing more. */
function fillDisk(file: string): void {
  const handle = openSync(file, 'w');
  for (let size = 1_000_000; size >= 1; size = Math.floor(size / 10)) {
    const block = Buffer.alloc(size);
    try {
      for (;;) writeSync(handle, block);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  }
  closeSync(handle);
}

function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=500m,mode=0755', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('A112 and A70: the disk full until the database stops; once there is room it is back by itself, and every receipt stands', async () => {
  const data = makeDataDir();
  test.skip(!mountSmallDisk(data.path), 'a small file system can be mounted by a privileged user only');
  const site = await start(data.path, { SADDLEPOINT_DISK_RESERVE_MB: '20' });
  let db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 4, null);
  const key = { 'idempotency-key': randomUUID() };
  const receipts: unknown[] = [];
  for (const token of made.tokens) {
    const answer = await upload(site.url, made, token, 'abab', key);
    expect(answer.status).toBe(201);
    receipts.push(await answer.json());
  }
  const filler = path.join(data.path, 'filler');
  fillDisk(filler);
  const refused = await upload(site.url, made, made.tokens[0], 'bbbb');
  expect([503, 507]).toContain(refused.status);
  // Whatever else writes: the next segment of the database's log has no room, and it can't go on.
  await expect
    .poll(
      () =>
        db.$executeRaw`SELECT pg_logical_emit_message(true, 'x', repeat('x', 4000000)), pg_switch_wal()`.then(
          () => 'up',
          () => (existsSync(path.join(data.path, 'postgres', 'postmaster.pid')) ? 'up' : 'ended'),
        ),
      { timeout: 60_000, intervals: [50] },
    )
    .toBe('ended');
  await db.$disconnect();
  const endedAt = performance.now();
  // Longer than a database that is only broken would be waited for.
  await expect
    .poll(
      async () => {
        expect((await upload(site.url, made, made.tokens[0], 'abba')).status).toBe(503);
        expect((await fetch(`${site.url}/api/health`)).status).toBe(503);
        return performance.now() - endedAt;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(12_000);
  rmSync(filler);
  await expect.poll(() => healthy(site.url), { timeout: 30_000 }).toBe(true);
  for (const [index, token] of made.tokens.entries()) {
    await expect
      .poll(async () => (await upload(site.url, made, token, 'abab', key)).json(), { timeout: 30_000 })
      .toMatchObject(pick(receipts[index]));
  }
  expect((await upload(site.url, made, made.tokens[0], 'baba')).status).toBe(201);
  db = await siteDatabase(data.path);
  const rows = db.submission;
  const where = { competitionId: made.competitionId };
  expect(await rows.count({ where })).toBe(5);
  await expect.poll(() => rows.count({ where: { ...where, status: 'scored' } }), { timeout: 90_000 }).toBe(5);
  await db.$disconnect();
  await site.stop();
  execFileSync('umount', ['--lazy', data.path]);
  data.remove();
});

/** What of a receipt never changes. */
function pick(receipt: unknown): Record<string, unknown> {
  const { submissionId, sha256, acceptedAt } = receipt as Record<string, unknown>;
  return { submissionId, sha256, acceptedAt };
}

test('A113, A77 and A81: a statement without an end is cut; a connection gone silently is noticed; two workers share the queue while one is replaced', async () => {
  const data = makeDataDir();
  const cluster = await startCluster(path.join(data.path, 'elsewhere'), 'only-for-this-test');
  const address = new URL(cluster.url);
  const proxy = await silentProxy(Number(address.port));
  address.port = String(proxy.port);
  const env = { SADDLEPOINT_STATEMENT_SECONDS: '2', DATABASE_URL: address.toString() };
  const site = await start(data.path, env);
  const db = connect(cluster.url);
  const made = await makeOpenCompetition(db, data.path, 6, null);
  const [first] = made.tokens;

  await db.$executeRawUnsafe(
    'CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$',
  );
  await db.$executeRawUnsafe(
    'CREATE TRIGGER hang BEFORE INSERT ON submission FOR EACH ROW EXECUTE FUNCTION hang()',
  );
  const key = { 'idempotency-key': randomUUID() };
  const hung = await upload(site.url, made, first, 'abab', key);
  expect([hung.status, hung.headers.get('retry-after')]).toEqual([503, '5']);
  await db.$executeRawUnsafe('DROP TRIGGER hang ON submission');
  expect((await upload(site.url, made, first, 'abab', key)).status).toBe(201);

  proxy.silence();
  expect(proxy.silenced()).toBeGreaterThan(2);
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        const { status } = await upload(site.url, made, first, 'bbbb', { 'idempotency-key': 'after' });
        seen.add(status);
        return status;
      },
      { timeout: 90_000 },
    )
    .toBe(201);
  expect([...seen].filter((status) => status !== 201 && status !== 503)).toEqual([]);
  const where = { competitionId: made.competitionId };
  const scored = (): Promise<number> => db.submission.count({ where: { ...where, status: 'scored' } });
  await expect.poll(scored, { timeout: 90_000 }).toBe(2);

  const newer = await start(data.path, { ...env, SADDLEPOINT_ROLE: 'worker' });
  const labels = ['aaaa', 'abaa', 'abab', 'bbbb', 'baba'];
  for (const token of made.tokens)
    for (const each of labels) expect((await upload(site.url, made, token, each)).status).toBe(201);
  site.killChild('worker');
  await db.$executeRaw`UPDATE pgboss.job SET started_on = started_on - interval '5 minutes' WHERE state = 'active'`;
  await expect.poll(scored, { timeout: 120_000 }).toBe(2 + made.tokens.length * labels.length);
  const scores = await db.score.findMany({ where: { submission: where }, include: { submission: true } });
  expect(scores).toHaveLength(2 + made.tokens.length * labels.length);
  const bySame = groupByHash(scores);
  for (const same of bySame.values())
    expect(new Set(same.map((each) => `${each.publicScore} ${each.privateScore}`)).size).toBe(1);

  await db.$disconnect();
  await newer.stop();
  await site.stop();
  await proxy.close();
  await cluster.stop();
  data.remove();
});

function groupByHash<T extends { submission: { sha256: string } }>(scores: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of scores)
    groups.set(each.submission.sha256, [...(groups.get(each.submission.sha256) ?? []), each]);
  return groups;
}
