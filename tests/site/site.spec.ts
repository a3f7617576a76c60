import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { stopInDatabase } from '../support/database-stop';
import {
  makeDataDir,
  makeOpenCompetition,
  siteDatabase,
  start,
  startAndEnd,
  storedFile,
  upload,
  uploadBody,
  siteDatabaseUrl,
} from './support';

test('A85: in production it refuses to start without its secrets, and names them', async () => {
  const data = makeDataDir();
  const { code, output } = await startAndEnd(data.path, { NODE_ENV: 'production' });
  expect(code).toBe(1);
  expect(output).toContain('SADDLEPOINT_SECRET');
  expect(output).toContain('SADDLEPOINT_URL');
  const half = await startAndEnd(data.path, { NODE_ENV: 'production', SADDLEPOINT_SECRET: 'x'.repeat(40) });
  expect([half.code, /SADDLEPOINT_URL/.test(half.output)]).toEqual([1, true]);
  data.remove();
});

test('a wrong environment is refused with every wrong variable named', async () => {
  const data = makeDataDir();
  const { code, output } = await startAndEnd(data.path, {
    SADDLEPOINT_ROLE: 'boss',
    SADDLEPOINT_URL: 'nowhere',
  });
  expect(code).toBe(1);
  expect(output).toMatch(/SADDLEPOINT_ROLE[\s\S]*SADDLEPOINT_URL|SADDLEPOINT_URL[\s\S]*SADDLEPOINT_ROLE/);
  data.remove();
});

test('stopped and started again, even after kill -9 of everything, all data is there', async () => {
  const data = makeDataDir();
  const first = await start(data.path);
  expect(first.output()).toMatch(/first instructor account .*\/setup\/\S+/);
  const db = await siteDatabase(data.path);
  const site = await makeOpenCompetition(db, data.path, 1, 5);
  const receipt = (await (await upload(first.url, site, site.tokens[0])).json()) as {
    submissionId: number;
    sha256: string;
  };
  await db.$disconnect();
  await first.stop('SIGKILL');
  const second = await start(data.path);
  const answer = await fetch(`${second.url}/api/submissions/${receipt.submissionId}/file`, {
    headers: { authorization: `Bearer ${site.tokens[0]}` },
  });
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, `"${receipt.sha256}"`]);
  await second.stop();
  const third = await start(data.path);
  const health = (await (await fetch(`${third.url}/api/health`)).json()) as { status: string };
  expect(health.status).toBe('ok');
  await third.stop();
  data.remove();
});

test('A72: killed after the commit, a submission is scored soon after the restart', async () => {
  const data = makeDataDir();
  const web = await start(data.path, { SADDLEPOINT_ROLE: 'web' });
  const db = await siteDatabase(data.path);
  const site = await makeOpenCompetition(db, data.path, 3, 5);
  for (const token of site.tokens) expect((await upload(web.url, site, token)).status).toBe(201);
  await web.stop('SIGKILL');
  const restarted = await start(data.path);
  const where = { competitionId: site.competitionId, status: 'scored' as const };
  await expect.poll(() => db.submission.count({ where }), { timeout: 60_000 }).toBe(3);
  await db.$disconnect();
  await restarted.stop();
  data.remove();
});

test('A73: a worker killed while scoring leaves nothing half; another scores the submission, once', async () => {
  const data = makeDataDir();
  const site = await start(data.path);
  const db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 1, 5);
  let submissionId = 0;
  // With the participant's row held, the worker stands in the middle of recording the score.
  await db.$transaction(
    async (tx) => {
      submissionId = (
        (await (await upload(site.url, made, made.tokens[0])).json()) as { submissionId: number }
      ).submissionId;
      await tx.$executeRaw`SELECT 1 FROM participant WHERE competition_id = ${made.competitionId}::uuid FOR UPDATE`;
      await expect
        .poll(async () => (await db.submission.findUniqueOrThrow({ where: { id: submissionId } })).status, {
          timeout: 20_000,
        })
        .toMatch(/scoring|scored/);
      site.killChild('worker');
    },
    { timeout: 30_000 },
  );
  // What the queue would find out after the job's expiry, it finds out now.
  await db.$executeRaw`UPDATE pgboss.job SET started_on = started_on - interval '5 minutes' WHERE state = 'active'`;
  await expect
    .poll(async () => (await db.submission.findUniqueOrThrow({ where: { id: submissionId } })).status, {
      timeout: 60_000,
    })
    .toBe('scored');
  expect(await db.score.count({ where: { submissionId } })).toBe(1);
  expect(
    await db.boardEntry.findFirstOrThrow({ where: { competitionId: made.competitionId } }),
  ).toMatchObject({ entries: 1, bestScore: 1 });
  await db.$disconnect();
  await site.stop();
  data.remove();
});

test('A71: killed before the commit, an upload leaves a file for the sweeper and nothing else', async () => {
  const data = makeDataDir();
  const site = await start(data.path);
  const db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 1, 5);
  expect((await upload(site.url, made, made.tokens[0])).status).toBe(201);
  const body = uploadBody('bbbb');
  const file = storedFile(data.path, body);
  // The second upload stands between giving its file a name in the store and its commit.
  const stop = await stopInDatabase(await siteDatabaseUrl(data.path), {
    table: 'upload',
    on: 'UPDATE',
    when: `NEW.state = 'consumed'`,
  });
  const cut = upload(site.url, made, made.tokens[0], 'bbbb').catch(() => null);
  await stop.reached();
  expect(existsSync(file)).toBe(true);
  site.killChild('web');
  await cut;
  await stop.goOn();
  await expect
    .poll(
      () =>
        fetch(`${site.url}/api/health`).then(
          (answer) => answer.status,
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(200);
  expect(await db.submission.count({ where: { competitionId: made.competitionId } })).toBe(1);
  expect(existsSync(file)).toBe(true);
  // The attempt was not used: the same file is taken now, and its bytes are the stored ones.
  expect((await upload(site.url, made, made.tokens[0], 'bbbb')).status).toBe(201);
  expect(readFileSync(file, 'utf8')).toBe(body);
  await db.$disconnect();
  await site.stop();
  data.remove();
});

test('A61: a file of half a million rows is scored by the worker, never by the web server, which goes on answering', async () => {
  const data = makeDataDir();
  const web = await start(data.path, { SADDLEPOINT_ROLE: 'web' });
  const db = await siteDatabase(data.path);
  const made = await makeOpenCompetition(db, data.path, 1, 5, 500_000);
  const labels = 'ab'.repeat(250_000);
  let isDone = false;
  const reading = (async () => {
    let answers = 0;
    while (!isDone) {
      expect([200, 503]).toContain((await fetch(`${web.url}/api/health`)).status);
      answers += 1;
    }
    return answers;
  })();
  const answer = await upload(web.url, made, made.tokens[0], labels);
  isDone = true;
  expect(answer.status).toBe(201);
  expect(await reading).toBeGreaterThan(5);
  const { submissionId } = (await answer.json()) as { submissionId: number };
  const status = async () =>
    await db.submission.findUniqueOrThrow({ where: { id: submissionId }, include: { scores: true } });
  // The web process has no part in scoring: without a worker it waits, and the worker's first act is to score it.
  expect(await status()).toMatchObject({ status: 'queued', scores: [] });
  const worker = await start(data.path, { SADDLEPOINT_ROLE: 'worker' });
  await expect.poll(async () => (await status()).status, { timeout: 60_000 }).toBe('scored');
  expect((await status()).scores[0]).toMatchObject({ publicScore: 1, privateScore: 1 });
  await db.$disconnect();
  await worker.stop();
  await web.stop();
  data.remove();
});
