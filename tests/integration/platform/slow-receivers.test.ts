import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { mailServer } from '../forum/mail-server';
import { db, databaseUrl } from '@/lib/platform/database/client';
import { closeMail, queueMail, sendWaitingMail } from '@/lib/platform/mail/outbox';
import { sendWaitingWebhooks } from '@/lib/platform/webhooks/outbox';
import { startSide } from '../../support/meeting';
import { makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { Receiver } from '../webhooks/receiver';

vi.hoisted(() => {
  process.env.SADDLEPOINT_WEBHOOK_LOOPBACK = '1';
});
await useDatabase();
afterAll(async () => {
  closeMail();
  await mailServer.close();
});

const LIMIT = { timeout: 30_000, interval: 20 };

beforeEach(async () => {
  mailServer.letGo();
  mailServer.received.length = 0;
  await db().mailOutbox.deleteMany();
  await setDatabaseClock('2021-03-20T10:00:00Z');
});

async function queue(count: number): Promise<void> {
  const recipients = Array.from({ length: count }, (_, index) => `p${index}@example.edu`);
  await db().$transaction((tx) => queueMail(tx, { recipients, subject: 'News', text: 'x' }));
}

const waiting = (): Promise<number> => db().mailOutbox.count({ where: { sentAt: null } });
const heard = (): string[] => mailServer.received.map((each) => each.to).sort();

it('A117: a server that thinks long about a message keeps no transaction open, and others take none of it', async () => {
  await queue(6);
  mailServer.hold();
  const slow = sendWaitingMail();
  await expect.poll(() => mailServer.held, LIMIT).toBe(4); // its lanes
  const open = await db().$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
  expect(open).toEqual([{ n: 0 }]);
  // Another worker beside it: it gets what nobody has, and nothing that is under way, however long that takes.
  const other = sendWaitingMail();
  await expect.poll(() => db().mailOutbox.count({ where: { tries: 1 } }), LIMIT).toBe(6);
  expect(await sendWaitingMail()).toBe(0);
  mailServer.letGo();
  expect((await slow) + (await other)).toBe(6);
  expect(new Set(heard()).size).toBe(6);
  expect(heard()).toHaveLength(6);
  expect(await waiting()).toBe(0);
});

it('A117: each is noted by itself: what the server took stays sent when the next one fails', async () => {
  await queue(6);
  mailServer.refusesAfter = 3;
  await sendWaitingMail();
  expect(mailServer.received).toHaveLength(3);
  expect(await waiting()).toBe(3);
  mailServer.refusesAfter = null;
  await setDatabaseClock('2021-03-20T10:05:00Z');
  await sendWaitingMail();
  expect(new Set(heard()).size).toBe(6);
  expect(heard()).toHaveLength(6);
});

it('A117: a worker killed between the server’s yes and noting it: that mail comes once more, with the same Message-ID', async () => {
  await queue(1);
  const side = startSide(sendWaitingMail, { stopBefore: /SET failure/ });
  await side.stopped();
  expect(heard()).toHaveLength(1);
  expect(await sendWaitingMail()).toBe(0); // it may still be at it
  await setDatabaseClock('2021-03-20T10:03:00Z'); // it is not
  expect(await sendWaitingMail()).toBe(1);
  side.goOn();
  await side.ended;
  const ids = mailServer.received.map(({ text }) => /^Message-ID: (.+)$/im.exec(text)?.[1]);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[0]).toContain('@');
  await setDatabaseClock('2021-03-20T12:00:00Z');
  expect(await sendWaitingMail()).toBe(0);
});

it('A117: a webhook whose receiver is slow holds up itself alone, and gets its messages one after the other', async () => {
  const { courseId } = await makeCompetition({});
  const [slow, quick] = [new Receiver(), new Receiver()];
  await Promise.all([slow.start(), quick.start()]);
  slow.answer = 'silence';
  for (const { receiver, count } of [
    { receiver: slow, count: 12 },
    { receiver: quick, count: 12 },
  ]) {
    const data = { courseId, url: receiver.url(), events: ['announcement.posted'] };
    const { id } = await db().webhook.create({ data });
    await db().webhookDelivery.createMany({
      data: Array.from({ length: count }, () => ({
        webhookId: id,
        event: 'announcement.posted',
        body: '{}',
      })),
    });
    await db().$executeRaw`UPDATE webhook_delivery SET next_try_at = app_now()`;
  }
  const ending = new AbortController();
  const sending = sendWaitingWebhooks(() => Promise.resolve(), { signal: ending.signal });
  await expect.poll(() => quick.heard.length, LIMIT).toBe(12);
  expect(slow.heard).toHaveLength(1);
  ending.abort();
  await slow.stop();
  expect(await sending).toBe(12);
  await quick.stop();
});

/** The sweeper of a real worker process: mail is not all it does. */
it('A117: a worker whose mail server is slow goes on with everything else', async () => {
  await queue(8);
  mailServer.hold();
  const competition = await makeCompetition({});
  const worker = await startWorkerProcess();
  await expect.poll(() => mailServer.held, LIMIT).toBe(4);
  const receiver = new Receiver();
  await receiver.start();
  const data = { courseId: competition.courseId, url: receiver.url(), events: ['announcement.posted'] };
  const { id } = await db().webhook.create({ data });
  await db().webhookDelivery.create({
    data: {
      webhookId: id,
      event: 'announcement.posted',
      body: '{}',
      nextTryAt: new Date('2021-03-20T10:00:00Z'),
    },
  });
  await expect.poll(() => receiver.heard.length, { timeout: 60_000, interval: 100 }).toBe(1);
  expect(mailServer.held).toBe(4);
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGTERM');
  mailServer.letGo();
  await ended;
  await receiver.stop();
  // It ended with the mails it was at, and noted every one that was taken.
  expect(heard().length + (await waiting())).toBe(8);
  expect(new Set(heard()).size).toBe(heard().length);
}, 120_000);

async function startWorkerProcess(): Promise<ChildProcess> {
  const child = fork(path.join('lib', 'bin', 'worker.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: databaseUrl(), SADDLEPOINT_ROOT: process.cwd() },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return child;
}
