import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { Db } from '@/lib/platform/database/client';
import { postgresBinaries, unprivilegedUser } from '@/lib/platform/postgres/binaries';
import {
  makeDataDir,
  makeOpenCompetition,
  siteDatabase,
  start,
  upload,
  type MadeSite,
  type Running,
} from './support';

/** What goes wrong around a site that itself is well: its database away, too busy, or its worker behind. */
let data: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;

test.beforeEach(() => {
  data = makeDataDir();
});

test.afterEach(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
});

/** Stops the site's database at once and starts it again where it was. */
async function restartDatabase(): Promise<void> {
  const folder = path.join(data.path, 'postgres');
  const { pgCtl, postgres } = postgresBinaries();
  const { prefix, uid, gid } = unprivilegedUser([postgres, folder]);
  const log = path.join(folder, 'server.log');
  const command = [pgCtl, 'restart', '-w', '-t', '60', '-m', 'immediate', '-D', folder, '-l', log];
  const [file = pgCtl, ...args] = [...prefix, ...command];
  const child = spawn(file, args, {
    stdio: 'ignore',
    cwd: '/',
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect(code, 'pg_ctl restart').toBe(0);
}

const allScored = (made: MadeSite): Promise<number> =>
  db.submission
    .count({ where: { competitionId: made.competitionId, status: { not: 'scored' } } })
    .catch(() => -1);

test('A76 and A78: the database is torn down under load and comes back: every receipt stands, each is scored, once', async () => {
  site = await start(data.path);
  db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 8, null);
  const receipts: number[] = [];
  const refused = new Set<number>();
  let isOver = false;
  const student = async (token: string): Promise<void> => {
    while (!isOver) {
      const answer = await upload(site.url, made, token, 'abab', { 'idempotency-key': randomUUID() });
      if (answer.status === 201) {
        receipts.push(((await answer.json()) as { submissionId: number }).submissionId);
      } else {
        refused.add(answer.status);
        await answer.arrayBuffer();
        await pause(50); // what a client would do
      }
    }
  };
  const all = Promise.all(made.tokens.map((token) => student(token)));
  await expect.poll(() => receipts.length, { timeout: 30_000 }).toBeGreaterThan(20);
  await restartDatabase();
  const before = receipts.length;
  await expect.poll(() => receipts.length, { timeout: 60_000 }).toBeGreaterThan(before + 20);
  isOver = true;
  await all;
  // Whoever was turned away in between was told to come again, not that something is broken.
  expect([...refused].filter((status) => status !== 503)).toEqual([]);
  // What the queue would find out after the job's expiry, it finds out now.
  await db.$executeRaw`UPDATE pgboss.job SET started_on = started_on - interval '5 minutes' WHERE state = 'active'`;
  await expect.poll(() => allScored(made), { timeout: 90_000 }).toBe(0);
  const rows = await db.submission.findMany({
    where: { competitionId: made.competitionId },
    select: { id: true, _count: { select: { scores: true } } },
  });
  const known = new Set(rows.map((each) => each.id));
  expect(receipts.filter((id) => !known.has(id))).toEqual([]);
  expect(rows.filter((each) => each._count.scores !== 1)).toEqual([]);
  const entries = await db.boardEntry.aggregate({
    where: { competitionId: made.competitionId },
    _sum: { entries: true },
  });
  expect(entries._sum.entries).toBe(rows.length);
});

test('A79: with every connection in use the next requests get 503 and when to come again; none is lost or half done', async () => {
  site = await start(data.path);
  db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 30, 5);
  const answers: Promise<Response>[] = [];
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE submission IN ACCESS EXCLUSIVE MODE`;
      answers.push(...made.tokens.map((token) => upload(site.url, made, token)));
      // Those without a connection are answered while the others still hold theirs.
      const first = await Promise.race(answers);
      expect(first.status).toBe(503);
    },
    { timeout: 60_000 },
  );
  const all = await Promise.all(answers);
  const busy = all.filter((each) => each.status === 503);
  expect(busy.length).toBeGreaterThan(0);
  expect(new Set(busy.map((each) => each.headers.get('retry-after')))).toEqual(new Set(['5']));
  expect(all.filter((each) => each.status !== 201 && each.status !== 503)).toEqual([]);
  const taken = all.filter((each) => each.status === 201).length;
  expect(await db.submission.count({ where: { competitionId: made.competitionId } })).toBe(taken);
  // And who was told to come again is served.
  const turnedAway = all.findIndex((each) => each.status === 503);
  expect((await upload(site.url, made, made.tokens[turnedAway])).status).toBe(201);
});

test('A80: with the scoring behind, uploads go on, and everyone sees how many are before them', async () => {
  site = await start(data.path, { SADDLEPOINT_ROLE: 'web' });
  db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 3, 5);
  const places: unknown[] = [];
  for (const token of made.tokens) {
    expect((await upload(site.url, made, token)).status).toBe(201);
    const mine = await fetch(`${site.url}/api/competitions/${made.competitionId}/submissions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { submissions } = (await mine.json()) as { submissions: { queuePlace: number | null }[] };
    places.push(submissions.map((each) => each.queuePlace));
  }
  expect(places).toEqual([[0], [1], [2]]);
});

test('A42: what lies on the disk beside the site is not to be had from it', async () => {
  site = await start(data.path);
  db = await siteDatabase(data.path);
  const page = await (await fetch(`${site.url}/sign-in`)).text();
  const scripts = [...new Set(page.match(/\/_next\/static\/[^"\\]+\.js/g))];
  expect(scripts.length).toBeGreaterThan(3);
  for (const script of scripts) {
    expect((await fetch(`${site.url}${script}.map`)).status, `${script}.map`).toBe(404);
    expect(await (await fetch(`${site.url}${script}`)).text()).not.toContain('sourceMappingURL=');
  }
  const paths = [
    '/.env',
    '/.git/config',
    '/.saddlepoint/secrets.json',
    '/secrets.json',
    '/package.json',
    '/prisma/schema.prisma',
    '/backup.zip',
    '/files/00/00',
    '/_next/static/../../package.json',
    '/_next/static/%2e%2e/%2e%2e/package.json',
    '/_next/static/..%2f..%2fpackage.json',
    '/_next/BUILD_ID',
    '/.next/BUILD_ID',
  ];
  for (const each of paths) {
    const answer = await fetch(`${site.url}${each}`, { redirect: 'manual' });
    expect([each, answer.status >= 400 && answer.status < 500]).toEqual([each, true]);
  }
});
