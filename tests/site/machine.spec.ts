import { renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
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
