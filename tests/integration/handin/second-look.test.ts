import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { mailServer } from '../forum/mail-server';
import { acceptHandin } from '@/lib/handin/accept-handin';
import { handinSchema } from '@/lib/handin/handin.schema';
import { handinSection } from '@/lib/handin/section';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { closeMail, sendWaitingMail } from '@/lib/platform/mail/outbox';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { ownReview } from '@/lib/review/own-review';
import { reviewResults } from '@/lib/review/results';
import { publishReviews, readReview, saveReview } from '@/lib/review/review';
import { answerSecondLook, askSecondLook, secondLookQueue } from '@/lib/review/second-look';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(async () => {
  closeMail();
  await mailServer.close();
  await closeSharedPool();
});

const SETTINGS = handinSchema.parse({
  rubric: [
    { key: 'runs', title: 'It runs', points: '3' },
    { key: 'style', title: 'It can be read', points: '1' },
  ],
});

let competition: MadeCompetition;
let ta: Viewer;
let student: Viewer;
let handinId: number;

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);
function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

async function* archive(): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('print(1)\n'), 'main.py');
  zip.end();
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) yield chunk;
}

async function handIn(viewer: Viewer): Promise<number> {
  const { studentId } = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  return valueOf(await acceptHandin(viewer, competition.id, `${studentId}.zip`, archive())).handinId;
}

const save = (runs: string, complete = true) =>
  saveReview(ta, handinId, {
    points: { runs, style: '1' },
    comment: '',
    unreasonable: false,
    complete,
  });

beforeEach(async () => {
  await setDatabaseClock('2021-04-01T10:00:00Z');
  await db().mailOutbox.deleteMany();
  mailServer.received.length = 0;
  competition = await makeCompetition({});
  ta = await enrolStudent(competition, 'ta');
  student = await enrolStudent(competition);
  for (const [viewer, email] of [
    [ta, `ta-${ta.userId}@example.edu`],
    [student, `student-${student.userId}@example.edu`],
  ] as const)
    await db().user.update({ where: { id: viewer.userId }, data: { email } });
  await db().$transaction((tx) => handinSection.apply(tx, competition.id, SETTINGS));
  handinId = await handIn(student);
});

describe('a request for a second look', () => {
  it('can be made about a published review, once an item, by its student alone', async () => {
    const ask = (viewer = student, item = 'runs') => askSecondLook(viewer, handinId, item, 'It does run.');
    expect(codes(await ask())).toEqual(['not_published']);
    await save('1');
    expect(codes(await ask())).toEqual(['not_published']);
    await publishReviews(ta, competition.id, true);
    expect(codes(await ask(await enrolStudent(competition)))).toEqual(['not_found']);
    expect(codes(await ask(ta))).toEqual(['not_found']);
    expect(codes(await ask(student, 'nothing'))).toEqual(['not_found']);
    expect(codes(await askSecondLook(student, handinId, 'runs', ' '))).toEqual(['reason']);
    const made = await Promise.all([ask(), ask()]);
    expect(made.map((each) => codes(each).join()).sort()).toEqual(['', 'asked']);
    expect(codes(await ask(student, 'style'))).toEqual([]);
    expect(valueOf(await ownReview(student, competition.id))?.requests).toMatchObject([
      { itemTitle: 'It runs', state: 'open', reply: null },
      { itemTitle: 'It can be read', state: 'open' },
    ]);
    await handIn(student);
    await db().secondLook.deleteMany();
    expect(codes(await ask())).toEqual(['not_last']);
  });

  it('opens the review again when it is accepted; until it is finished the earlier one counts and shows', async () => {
    await save('1');
    await publishReviews(ta, competition.id, true);
    const { id } = valueOf(await askSecondLook(student, handinId, 'runs', 'It *does* run.'));
    const answer = (viewer: Viewer, reply = 'You are right.') =>
      answerSecondLook(viewer, id, { accepted: true, reply });
    expect(codes(await answer(student))).toEqual(['not_found']);
    expect(codes(await answer(ta, ''))).toEqual(['reply']);
    expect(valueOf(await answer(ta))).toEqual({ handinId });
    expect(codes(await answer(ta))).toEqual(['answered']);
    expect(valueOf(await readReview(ta, handinId))).toMatchObject({
      isComplete: false,
      versions: [{ number: 1, points: { runs: '1', style: '1' } }],
    });
    await save('2', false);
    expect(valueOf(await ownReview(student, competition.id))).toMatchObject({
      isOpenAgain: true,
      points: { runs: '1' },
      requests: [{ state: 'accepted', reply: 'You are right.' }],
    });
    const total = async () =>
      (await db().$transaction((tx) => reviewResults(tx, competition.id)))?.get(student.userId)?.total;
    expect(await total()).toBe('2');
    await save('3');
    expect(await total()).toBe('4');
    expect(valueOf(await ownReview(student, competition.id))).toMatchObject({
      isOpenAgain: false,
      points: { runs: '3' },
    });
    const actions = await db().auditEntry.findMany({
      where: { assignmentId: competition.id, action: { startsWith: 'second_look' } },
      orderBy: { id: 'asc' },
    });
    expect(actions.map((each) => [each.action, each.actorId])).toEqual([
      ['second_look.asked', student.userId],
      ['second_look.answered', ta.userId],
    ]);
  });

  it('leaves the review as it is when it is declined, and stands in the queue behind the open ones', async () => {
    await save('1');
    await publishReviews(ta, competition.id, true);
    const first = valueOf(await askSecondLook(student, handinId, 'runs', 'Please.'));
    await setDatabaseClock('2021-04-01T10:01:00Z');
    const second = valueOf(await askSecondLook(student, handinId, 'style', 'Please.'));
    valueOf(await answerSecondLook(ta, first.id, { accepted: false, reply: 'It does not.' }));
    expect(valueOf(await secondLookQueue(ta, competition.id))).toMatchObject([
      { id: second.id, state: 'open', name: student.name, decidedBy: null },
      { id: first.id, state: 'declined', reply: 'It does not.', decidedBy: ta.name },
    ]);
    expect(codes(await secondLookQueue(student, competition.id))).toEqual(['forbidden']);
    expect(valueOf(await readReview(ta, handinId))).toMatchObject({ isComplete: true, versions: [] });
  });

  it('is told to the staff by e-mail, and its answer to the student', async () => {
    await save('1');
    await publishReviews(ta, competition.id, true);
    const { id } = valueOf(await askSecondLook(student, handinId, 'runs', 'It does run.'));
    await sendWaitingMail();
    expect(mailServer.received.map((each) => each.to)).toEqual([`ta-${ta.userId}@example.edu`]);
    expect(mailServer.received[0]?.text).toContain('It does run.');
    valueOf(await answerSecondLook(ta, id, { accepted: false, reply: 'Not here.' }));
    await sendWaitingMail();
    expect(mailServer.received[1]?.to).toBe(`student-${student.userId}@example.edu`);
    expect(mailServer.received[1]?.text).toContain('Not here.');
  });
});
