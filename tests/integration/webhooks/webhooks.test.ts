import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announce } from '@/lib/forum/announcements';
import type { Viewer } from '@/lib/identity/viewer';
import { tellNews } from '@/lib/jobs/news';
import { db } from '@/lib/platform/database/client';
import { guardedPost } from '@/lib/platform/webhooks/guarded-post';
import { FAILURES_MAX, sendWaitingWebhooks, TRIES_MAX } from '@/lib/platform/webhooks/outbox';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import {
  addWebhook,
  enableWebhook,
  listWebhooks,
  removeWebhook,
  tellOfDisabled,
  testWebhook,
} from '@/lib/staff/webhooks';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { scored } from './scored';
import { Receiver } from './receiver';

vi.hoisted(() => {
  process.env.SADDLEPOINT_WEBHOOK_LOOPBACK = '1';
  process.env.SADDLEPOINT_SMTP_URL = 'smtp://127.0.0.1:9';
});
await useDatabase();
afterAll(closeSharedPool);

const OPEN = '2021-03-20T10:00:00Z';
const ALL = ['announcement.posted', 'leader.changed', 'competition.closed', 'competition.revealed'];
let competition: MadeCompetition;
let course: string;
let instructor: Viewer;
let receiver: Receiver;

beforeEach(async () => {
  await db().webhook.deleteMany();
  await setDatabaseClock(OPEN);
  competition = await makeCompetition({ dailyLimit: null, revealMode: 'manual' });
  course = (await db().course.findUniqueOrThrow({ where: { id: competition.courseId } })).slug;
  instructor = await enrolStudent(competition, 'instructor');
  receiver = new Receiver();
  await receiver.start();
});
afterEach(() => receiver.stop());

const send = () => sendWaitingWebhooks(tellOfDisabled);
const codes = (result: { ok: boolean; problems?: readonly { code: string }[] }): string[] =>
  result.problems?.map((each) => each.code) ?? [];

async function add(events = ALL, url = receiver.url()): Promise<{ id: string; secret: string }> {
  const made = await addWebhook(instructor, course, { url, events });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
}

async function post(title = 'Deadline moved'): Promise<void> {
  const done = await announce(instructor, competition.id, { title, markdown: 'By *one* day.' });
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
}

const later = (minutes: number): Promise<void> =>
  setDatabaseClock(new Date(new Date(OPEN).getTime() + minutes * 60_000).toISOString());

describe('a webhook', () => {
  it('is told of an announcement, signed with the secret that was shown once', async () => {
    const { id, secret } = await add();
    await post();
    expect(await send()).toBe(1);
    const [heard] = receiver.heard;
    expect(JSON.parse(heard!.body)).toMatchObject({
      event: 'announcement.posted',
      at: '2021-03-20T10:00:00.000Z',
      course: { slug: course },
      data: { title: 'Deadline moved', markdown: 'By *one* day.' },
      text: expect.stringContaining('Deadline moved') as string,
    });
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(heard!.headers['saddlepoint-signature']))!;
    expect(Number(t)).toBe(new Date(OPEN).getTime() / 1000);
    expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${heard!.body}`).digest('hex'));
    expect(heard!.headers['saddlepoint-event']).toBe('announcement.posted');
    const listed = await listWebhooks(instructor, course);
    expect(listed.ok && listed.value).toMatchObject([
      { id, failures: 0, deliveries: [{ state: 'sent', tries: 1, statusCode: 200, failure: null }] },
    ]);
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(JSON.stringify(listed)).not.toContain('secret-part');
    expect(await send()).toBe(0);
  });

  it('is told of nothing before the assignment opens, and only of what it asked for', async () => {
    await add(['leader.changed']);
    await post();
    await add();
    await setDatabaseClock('2021-03-01T00:00:00Z');
    await post('For the staff alone');
    await setDatabaseClock(OPEN);
    expect(await send()).toBe(0);
    expect(receiver.heard).toEqual([]);
  });

  it('that fails is tried again, each time later, with the same message and id, until it answers', async () => {
    await add();
    await post();
    receiver.answer = 503;
    for (const [minutes, heard] of [
      [0, 1],
      [0.9, 1],
      [1, 2],
      [2.9, 2],
      [3, 3],
    ] as const) {
      await later(minutes);
      expect(await send()).toBe(0);
      expect(receiver.heard.length).toBe(heard);
    }
    const failed = await listWebhooks(instructor, course);
    expect(failed.ok && failed.value[0]).toMatchObject({
      failures: 3,
      deliveries: [{ state: 'waiting', tries: 3, statusCode: 503, failure: 'It answered 503.' }],
    });
    receiver.answer = 204;
    await later(7);
    expect(await send()).toBe(1);
    expect(new Set(receiver.heard.map((each) => each.body)).size).toBe(1);
    expect(new Set(receiver.heard.map((each) => each.headers['saddlepoint-delivery'])).size).toBe(1);
    expect(new Set(receiver.heard.map((each) => each.headers['saddlepoint-signature'])).size).toBe(4);
    const mended = await listWebhooks(instructor, course);
    expect(mended.ok && mended.value[0]).toMatchObject({
      failures: 0,
      deliveries: [{ state: 'sent', tries: 4 }],
    });
  });

  it('A74: two workers at once send a message once', async () => {
    await add();
    await post();
    const sent = await Promise.all([send(), send(), send()]);
    expect(sent.reduce((sum, each) => sum + each)).toBe(1);
    expect(receiver.heard.length).toBe(1);
  });

  it('gives a message up after its last try, is switched off after too many failures, and says so', async () => {
    const { id } = await add();
    receiver.answer = 500;
    let minutes = 0;
    for (let round = 0; round < 3; round += 1) {
      await post(`Round ${round}`);
      for (let n = 0; n < TRIES_MAX; n += 1) {
        await send();
        minutes += 200;
        await later(minutes);
      }
    }
    expect(receiver.heard.length).toBe(FAILURES_MAX);
    const listed = await listWebhooks(instructor, course);
    expect(listed.ok && listed.value[0]!.disabledAt).not.toBeNull();
    expect(listed.ok && listed.value[0]!.deliveries.map((each) => each.state)).toEqual([
      'waiting',
      'given_up',
      'given_up',
    ]);
    const audit = await db().auditEntry.findMany({
      where: { subject: `webhook ${id}` },
      orderBy: { id: 'asc' },
    });
    expect(audit.map((each) => each.action)).toEqual(['webhook.added', 'webhook.disabled']);
    const user = await db().user.update({
      where: { id: instructor.userId },
      data: { email: `${randomUUID()}@x.org` },
    });
    await db().$transaction((tx) => tellOfDisabled(tx, id));
    const mail = await db().mailOutbox.findFirstOrThrow({ where: { recipient: user.email! } });
    expect(mail.text).toContain(`/staff/${course}/webhooks`);
    expect(mail.text).not.toContain('secret-part');

    receiver.answer = 200;
    expect((await enableWebhook(instructor, id)).ok).toBe(true);
    expect(await send()).toBe(1);
  });

  it('looks at a board again only once it has another version', async () => {
    await add();
    const leader = await enrolStudent(competition);
    await scored(competition.id, leader, 'abba');
    await tellNews();
    const where = { competitionId: competition.id };
    const seen = await db().competitionNews.findUniqueOrThrow({ where });
    expect(seen.leaderId).not.toBeNull();
    // Written over behind its back: who looks at the board would put it right.
    await db().competitionNews.update({ where, data: { leaderId: null } });
    await tellNews();
    expect((await db().competitionNews.findUniqueOrThrow({ where })).leaderId).toBeNull();
    await scored(competition.id, leader, 'bbab');
    await tellNews();
    const again = await db().competitionNews.findUniqueOrThrow({ where });
    expect(again.leaderId).toBe(seen.leaderId);
    expect(again.boardVersion).toBeGreaterThan(seen.boardVersion ?? Infinity);
  });

  it('is told once of a new leader, of the close and of the reveal, and never of a private score', async () => {
    await tellNews();
    await add();
    await tellNews(); // what is there is no news
    await scored(competition.id, await enrolStudent(competition, 'ta'), 'abab'); // staff lead nothing
    const first = await enrolStudent(competition);
    await scored(competition.id, first, 'abba'); // public 1, private 0
    await Promise.all([tellNews(), tellNews()]);
    await tellNews();
    const second = await enrolStudent(competition);
    await scored(competition.id, second, 'bbab'); // public 0.5, private 1
    await tellNews();
    await setDatabaseClock('2021-04-02T16:00:00Z');
    await tellNews();
    await db().competition.update({
      where: { assignmentId: competition.id },
      data: { revealedAt: new Date('2021-04-02T16:00:00Z') },
    });
    await tellNews();
    await tellNews();
    await send();
    const heard = receiver.heard.map((each) => JSON.parse(each.body) as { event: string; data: object });
    expect(heard.map((each) => each.event).sort()).toEqual([
      'competition.closed',
      'competition.revealed',
      'leader.changed',
    ]);
    const name = (await db().enrolment.findFirstOrThrow({ where: { userId: first.userId } })).displayName;
    expect(heard.find((each) => each.event === 'leader.changed')?.data).toEqual({ name, score: '1.00000' });
    expect(heard.filter((each) => each.event !== 'leader.changed').map((each) => each.data)).toEqual([
      {},
      {},
    ]);
  });

  it('can be tested by hand: the answer is told at once, and a failure switches nothing off', async () => {
    const { id } = await add();
    receiver.answer = 404;
    expect(await testWebhook(instructor, id)).toEqual({
      ok: true,
      value: { status: 404, failure: 'It answered 404.' },
    });
    receiver.answer = 200;
    expect(await testWebhook(instructor, id)).toEqual({ ok: true, value: { status: 200, failure: null } });
    const listed = await listWebhooks(instructor, course);
    expect(listed.ok && listed.value[0]).toMatchObject({
      failures: 0,
      deliveries: [
        { event: 'test', state: 'sent' },
        { event: 'test', state: 'given_up' },
      ],
    });
  });

  it('A19: is for the instructors of its course alone', async () => {
    const { id } = await add();
    for (const role of ['student', 'auditor', 'ta'] as const) {
      const other = await enrolStudent(competition, role);
      expect((await listWebhooks(other, course)).ok).toBe(false);
      expect((await addWebhook(other, course, { url: receiver.url(), events: ALL })).ok).toBe(false);
      for (const act of [testWebhook, enableWebhook, removeWebhook])
        expect(codes(await act(other, id))).toEqual(['not_found']);
    }
    const elsewhere = await enrolStudent(await makeCompetition({}), 'instructor');
    expect(codes(await removeWebhook(elsewhere, id))).toEqual(['not_found']);
    expect((await removeWebhook(instructor, id)).ok).toBe(true);
    expect(receiver.heard).toEqual([]);
  });
});

describe('what a webhook can reach', () => {
  const post = (url: string, options: Partial<Parameters<typeof guardedPost>[3]> = {}) =>
    guardedPost(url, '{}', {}, { allowLoopback: false, answerMsMax: 500, ...options });

  it.each([
    'https://localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
  ])('is not this machine (%s), unless the operator allows it', async (url) => {
    expect(codes(await post(url))).toEqual(['bad_url']);
  });

  it.each([
    'http://example.org/',
    'ftp://example.org/',
    'https://user:pass@example.org/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:169.254.169.254]/',
    'https://10.1.2.3/',
    'https://0.0.0.0/',
    'nonsense',
  ])('is never %s', async (url) => {
    expect(codes(await addWebhook(instructor, course, { url, events: ALL }))).toEqual(['bad_url']);
    expect(codes(await post(url, { allowLoopback: true }))).toEqual(['bad_url']);
  });

  it('is no name that leads inside, not even by one of its addresses', async () => {
    for (const found of [['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['169.254.169.254'], ['::1'], []])
      expect(codes(await post('https://hook.example/', { resolve: () => Promise.resolve(found) }))).toEqual([
        'forbidden_address',
      ]);
    expect(receiver.heard).toEqual([]);
  });

  it('is looked up once: a name that means something else a moment later gains nothing', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const asked: string[] = [];
    const result = await post(`http://localhost:${receiver.port}/`, {
      allowLoopback: true,
      resolve: (host) => {
        asked.push(host);
        return Promise.resolve(answers.shift() ?? []);
      },
    });
    expect(result).toEqual({ ok: true, value: { status: 200 } });
    expect(asked).toEqual(['localhost']);
    // The name leads inside now, and would have led to the receiver before.
    const rebound = await post(`http://localhost:${receiver.port}/`, {
      allowLoopback: true,
      resolve: () => Promise.resolve(['10.0.0.1']),
    });
    expect(codes(rebound)).toEqual(['forbidden_address']);
    expect(receiver.heard.length).toBe(1);
  });

  it('connects to the address that was checked, whatever the name', async () => {
    const pinned = await post(`https://nobody.invalid:${receiver.port}/`, {
      allowLoopback: true,
      resolve: () => Promise.resolve(['127.0.0.1']),
    });
    // No name server knows it: that TLS fails means that a receiver without TLS was reached.
    expect(pinned.ok ? '' : pinned.problems[0]?.message).toMatch(/EPROTO|SSL|ECONNRESET|socket hang up/);
  });

  it('is not where a redirect points', async () => {
    receiver.answer = 302;
    receiver.answerHeaders = { location: receiver.url('/inside') };
    expect(await post(receiver.url('/hook'), { allowLoopback: true })).toEqual({
      ok: true,
      value: { status: 302 },
    });
    expect(receiver.heard.map((each) => each.path)).toEqual(['/hook']);
  });

  it('A68: is given up when it stays silent', async () => {
    receiver.answer = 'silence';
    const result = await post(receiver.url(), { allowLoopback: true });
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'no_answer', message: 'No answer in time.' }],
    });
    const name = await post('https://slow.example/', { resolve: () => new Promise(() => undefined) });
    expect(codes(name)).toEqual(['no_answer']);
  });
});
