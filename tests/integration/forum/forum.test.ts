import { mailServer } from './mail-server'; // first: the environment is read when the rest is imported
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announce, editAnnouncement, listAnnouncements, removeAnnouncement } from '@/lib/forum/announcements';
import { acceptAnswer, editPost, follow, removePost } from '@/lib/forum/moderate';
import { answerQuestion, askQuestion, listThreads, readThread } from '@/lib/forum/threads';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { closeMail, sendWaitingMail } from '@/lib/platform/mail/outbox';
import type { Result } from '@/lib/platform/result';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();

let competition: MadeCompetition;
let ta: Viewer;
let asker: Viewer;
let other: Viewer;

beforeAll(async () => setDatabaseClock('2021-03-20T10:00:00Z'));
beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({});
  [ta, asker, other] = await Promise.all([
    enrolStudent(competition, 'ta'),
    enrolStudent(competition),
    enrolStudent(competition),
  ]);
  for (const [viewer, name] of [
    [ta, 'ta'],
    [asker, 'asker'],
    [other, 'other'],
  ] as const)
    await db().user.update({
      where: { id: viewer.userId },
      data: { email: `${name}-${viewer.userId.slice(0, 8)}@example.edu` },
    });
  await db().mailOutbox.deleteMany();
  mailServer.received.length = 0;
  mailServer.refuses = false;
});
afterAll(async () => {
  closeMail();
  await mailServer.close();
});

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);
const names = (): string[] => mailServer.received.map((mail) => mail.to.split('-')[0] ?? '').sort();

async function ask(isPrivate = false): Promise<string> {
  const asked = await askQuestion(asker, competition.id, {
    title: 'Which frames count?',
    markdown: 'Does the *centre* frame decide?',
    isPrivate,
  });
  if (!asked.ok) throw new Error(JSON.stringify(asked.problems));
  return asked.value.threadId;
}

async function posts(viewer: Viewer, threadId: string) {
  const thread = await readThread(viewer, threadId);
  if (!thread.ok) throw new Error(JSON.stringify(thread.problems));
  return thread.value.posts;
}

describe('announcements', () => {
  it('are made by staff alone, reach everyone of the course by e-mail, and can be mended and taken away', async () => {
    const text = { title: 'New data', markdown: 'test_11.npy was\n**replaced**.' };
    expect(codes(await announce(asker, competition.id, text))).toEqual(['forbidden']);
    const made = await announce(ta, competition.id, text);
    expect(codes(made)).toEqual([]);
    expect(await sendWaitingMail()).toBe(3);
    expect(names()).toEqual(['asker', 'other', 'ta']);
    expect(mailServer.received[0]?.text).toContain('New data');
    expect(mailServer.received[0]?.text).toMatch(/From: .*course@example\.edu/);
    expect(await sendWaitingMail()).toBe(0); // each once
    const id = made.ok ? made.value.id : '';
    await editAnnouncement(ta, id, { title: 'New test data', markdown: 'x' });
    const seen = await listAnnouncements(other, competition.id);
    expect(seen.ok && seen.value.map((each) => each.title)).toEqual(['New test data']);
    expect(codes(await removeAnnouncement(other, id))).toEqual(['not_found']);
    expect(codes(await removeAnnouncement(ta, id))).toEqual([]);
    expect(await sendWaitingMail()).toBe(0);
  });

  it('can not write another header into the mail by their title', async () => {
    await announce(ta, competition.id, { title: 'Hello\r\nBcc: victim@example.org', markdown: 'x' });
    await sendWaitingMail();
    expect(mailServer.received.some((mail) => /^Bcc:/m.test(mail.text))).toBe(false);
    expect(mailServer.received.some((mail) => mail.to.includes('victim'))).toBe(false);
  });

  it('wait in the outbox while the mail server is away, and are sent when it is back', async () => {
    mailServer.refuses = true;
    await announce(ta, competition.id, { title: 'Later', markdown: 'x' });
    expect(await sendWaitingMail()).toBe(0);
    mailServer.refuses = false;
    expect(await sendWaitingMail()).toBe(0); // not again at once
    await setDatabaseClock('2021-03-20T10:05:00Z');
    expect(await sendWaitingMail()).toBe(3);
  });
});

describe('questions', () => {
  it('are answered, accepted and followed', async () => {
    const threadId = await ask();
    await sendWaitingMail();
    expect(names()).toEqual(['ta']); // the staff hear of a new question
    mailServer.received.length = 0;
    const answer = await answerQuestion(ta, threadId, 'Yes, the centre.');
    await sendWaitingMail();
    expect(names()).toEqual(['asker']);
    await follow(other, threadId, true);
    mailServer.received.length = 0;
    await answerQuestion(asker, threadId, 'Thank you.');
    await sendWaitingMail();
    expect(names()).toEqual(['other', 'ta']);

    const postId = answer.ok ? answer.value.postId : '';
    expect(codes(await acceptAnswer(other, postId))).toEqual(['forbidden']);
    expect(codes(await acceptAnswer(asker, postId))).toEqual([]);
    const thread = await posts(other, threadId);
    expect(thread.map((post) => [post.isStaff, post.isAccepted])).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
    expect(codes(await acceptAnswer(asker, thread[0]?.id ?? ''))).toEqual(['forbidden']);
    const list = await listThreads(other, competition.id, '');
    expect(list.ok && list.value).toMatchObject([{ isAnswered: true, hasStaffAnswer: true, answers: 2 }]);
  });

  it('that are private are for their author and the staff; others are told there is nothing', async () => {
    const threadId = await ask(true);
    expect(codes(await readThread(other, threadId))).toEqual(['not_found']);
    expect(codes(await answerQuestion(other, threadId, 'x'))).toEqual(['not_found']);
    expect(codes(await follow(other, threadId, true))).toEqual(['not_found']);
    const list = await listThreads(other, competition.id, '');
    expect(list.ok && list.value).toEqual([]);
    expect((await readThread(asker, threadId)).ok).toBe(true);
    expect((await readThread(ta, threadId)).ok).toBe(true);
    const stranger = await enrolStudent(await makeCompetition({}), 'instructor');
    expect(codes(await readThread(stranger, threadId))).toEqual(['not_found']);
  });

  it('are found by words of any post', async () => {
    const threadId = await ask();
    await answerQuestion(ta, threadId, 'Only the frame in the middle, 100 % sure.');
    const found = async (search: string) => {
      const list = await listThreads(other, competition.id, search);
      return list.ok ? list.value.length : -1;
    };
    expect(await found('frames middle')).toBe(1);
    expect(await found('100 %')).toBe(1);
    expect(await found('frames _iddle')).toBe(0);
  });

  it('are changed by their author alone, and taken away by author or staff; the log keeps that', async () => {
    const threadId = await ask();
    const [question] = await posts(asker, threadId);
    expect(codes(await editPost(ta, question?.id ?? '', 'x'))).toEqual(['forbidden']);
    expect(codes(await editPost(asker, question?.id ?? '', 'Better said.'))).toEqual([]);
    expect(codes(await removePost(other, question?.id ?? ''))).toEqual(['forbidden']);
    await answerQuestion(other, threadId, 'rude');
    const rude = (await posts(ta, threadId))[1];
    expect(codes(await removePost(ta, rude?.id ?? ''))).toEqual([]);
    expect((await posts(asker, threadId)).map((post) => post.markdown)).toEqual(['Better said.', null]);
    expect(
      await db().auditEntry.count({ where: { action: 'post.removed', assignmentId: competition.id } }),
    ).toBe(1);
  });
});
