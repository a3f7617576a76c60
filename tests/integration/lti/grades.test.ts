import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { overrideItem, recordBreach } from '@/lib/gradebook/adjust';
import { gradesPublishedJob } from '@/lib/gradebook/grades-published.job';
import { previewGrades, publishGrades } from '@/lib/gradebook/run';
import { gradingSchema, gradingSection } from '@/lib/gradebook/section';
import type { Viewer } from '@/lib/identity/viewer';
import { gradesPublished } from '@/lib/jobs/handlers/grades-published';
import { publicKeys, signingKey } from '@/lib/lti/keys';
import { listPlatforms, sendAgain } from '@/lib/lti/platforms';
import { sendWaitingScores } from '@/lib/lti/send-scores';
import { db } from '@/lib/platform/database/client';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { come, connect, taken, type Connected } from './support';

// Before anything reads the environment.
const platform = await vi.hoisted(async () =>
  (await import('@/tests/support/lti-platform')).startTrustedPlatform(),
);
const keys = createServer((_, response) => {
  void publicKeys().then((set) => response.end(JSON.stringify(set)));
});
let jwksUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => keys.listen(0, 'localhost', resolve));
  const address = keys.address();
  jwksUrl = `http://localhost:${typeof address === 'object' ? address?.port : ''}/jwks`;
});
afterAll(async () => {
  keys.closeAllConnections();
  keys.close();
  await platform.stop();
});
await useDatabase();

const SETTINGS = gradingSchema.parse({
  items: [
    { id: 'code', title: 'Code', points: 4, rule: { kind: 'manual' } },
    { id: 'talk', title: 'Talk', points: 6.5, rule: { kind: 'manual' } },
  ],
});

let made: MadeCompetition;
let connected: Connected;
let student: Viewer;
let sub: string;

beforeEach(async () => {
  await setDatabaseClock(null);
  platform.failWith(null);
  made = await makeCompetition({});
  await db().$transaction((tx) => gradingSection.apply(tx, made.id, SETTINGS));
  connected = await connect(platform, made, jwksUrl);
  student = await enrolStudent(made);
  sub = `sub-s-${made.id}`;
  await db().user.update({ where: { id: student.userId }, data: { email: `s-${made.id}@example.edu` } });
  platform.addUser('student', { sub, email: `s-${made.id}@example.edu` });
  taken(await come(platform, connected, 'instructor', connected.instructor));
});

async function publish(points: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [item, each] of Object.entries(points))
    taken(
      await overrideItem(connected.instructor, made.id, {
        userId: student.userId,
        item,
        points: each,
        reason: 'x',
      }),
    );
  const preview = taken(await previewGrades(connected.instructor, made.id));
  taken(await publishGrades(connected.instructor, made.id, preview.fingerprint));
}

const pass = () => gradesPublished({ assignmentId: made.id });
const column = () => platform.columns.find((each) => each.resourceId === made.id);
const atPlatform = () => platform.score(column()?.id ?? '', sub);
const view = async () => taken(await listPlatforms(connected.instructor, connected.courseSlug))[0];

describe('published grades', () => {
  it('are passed on by a job that is written with the publication, with every item, into a column made once', async () => {
    taken(await come(platform, connected, 'student', student));
    await publish({ code: '4', talk: '3.25' });
    const jobs = await db().$queryRaw<{ data: { assignmentId: string } }[]>`
      SELECT data FROM pgboss.job WHERE name = ${gradesPublishedJob.name}`;
    expect(jobs.map((job) => job.data.assignmentId)).toContain(made.id);
    await pass();
    expect(column()).toMatchObject({ label: 'A competition', scoreMaximum: 10.5, tag: 'saddlepoint' });
    const release = await db().gradeRelease.findFirstOrThrow({ where: { assignmentId: made.id } });
    expect(atPlatform()).toEqual({
      scoreGiven: 7.25,
      scoreMaximum: 10.5,
      comment: 'Code: 4.00 / 4.00\nTalk: 3.25 / 6.50',
      timestamp: release.createdAt.toISOString(),
      times: 1,
    });
    await pass(); // the job run twice
    expect(atPlatform()?.times).toBe(1);

    await publish(); // nothing changed for the student
    await pass();
    expect(atPlatform()?.times).toBe(1);
    taken(
      await recordBreach(connected.instructor, made.id, {
        userId: student.userId,
        kind: 'shared code',
        evidence: 'x',
        factor: null,
      }),
    );
    await publish();
    await pass();
    expect(atPlatform()).toMatchObject({ scoreGiven: 6.53, times: 2 });
    expect(atPlatform()?.comment).toContain('× 0.9: shared code');
    expect(platform.columns.filter((each) => each.resourceId === made.id)).toHaveLength(1);
    expect((await view())?.counts).toEqual({ sent: 1, waiting: 0, not_linked: 0, given_up: 0 });
    expect(platform.refusals).toEqual([]);
  });

  it('of who has not opened the link yet wait for it, and are sent then', async () => {
    await publish({ code: '2' });
    await pass();
    expect(atPlatform()).toBeUndefined();
    expect(await view()).toMatchObject({
      counts: { not_linked: 1, sent: 0 },
      open: [{ state: 'not_linked' }],
    });
    taken(await come(platform, connected, 'student', student));
    expect(await sendWaitingScores()).toBe(1);
    expect(atPlatform()).toMatchObject({ scoreGiven: 2, times: 1 });
  });

  it('that the platform does not take are tried again, later and later, given up, and sent again by hand', async () => {
    taken(await come(platform, connected, 'student', student));
    platform.failWith(503);
    await publish({ code: '2' });
    const begun = new Date();
    await pass();
    expect(await view()).toMatchObject({ counts: { waiting: 1 }, open: [{ tries: 1, state: 'waiting' }] });
    expect(await sendWaitingScores()).toBe(0); // not due yet
    expect((await view())?.open[0]?.tries).toBe(1);
    let at = begun.getTime();
    for (let tries = 2; tries <= 8; tries += 1) {
      at += 2 ** (tries - 2) * 60_000 + 5_000;
      await setDatabaseClock(new Date(at).toISOString());
      await sendWaitingScores();
      expect((await view())?.open[0]?.tries).toBe(tries);
    }
    expect((await view())?.open[0]).toMatchObject({
      state: 'given_up',
      failure: expect.stringContaining('failed'),
    });
    platform.failWith(null);
    await setDatabaseClock(null);
    taken(await sendAgain(connected.instructor, connected.id));
    expect(await sendWaitingScores()).toBe(1);
    expect(atPlatform()).toMatchObject({ scoreGiven: 2 });
    expect((await sendAgain(student, connected.id)).ok).toBe(false);
  });

  it('of a newer publication take the place of an older one that still waits', async () => {
    taken(await come(platform, connected, 'student', student));
    platform.failWith(500);
    await publish({ code: '1' });
    await pass();
    platform.failWith(null);
    await publish({ code: '3' });
    await pass();
    expect(atPlatform()).toMatchObject({ scoreGiven: 3, times: 1 });
    expect(await db().ltiScore.count({ where: { assignmentId: made.id, userId: student.userId } })).toBe(1);
  });

  it('go to nobody when the tool was opened only from where the grade book was not told', async () => {
    taken(await come(platform, connected, 'student', student));
    await db().ltiPlatform.update({ where: { id: connected.id }, data: { lineItemsUrl: null } });
    await publish({ code: '2' });
    await pass();
    expect((await view())?.open[0]?.failure).toContain('has not said where its grade book is');
    await db().ltiPlatform.update({
      where: { id: connected.id },
      data: { lineItemsUrl: 'https://attacker.example.com/lineitems' },
    });
    await db().$executeRaw`UPDATE lti_score SET next_try_at = app_now()`;
    await sendWaitingScores();
    expect((await view())?.open[0]?.failure).toContain('not on an origin');
  });
});

describe('the keys of this site', () => {
  it('are stored encrypted, shown without their private part, and replaced in time without a gap', async () => {
    const first = await signingKey();
    const row = await db().ltiKey.findUniqueOrThrow({ where: { kid: first.kid } });
    expect(row.privateJwe).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    const shown = await publicKeys();
    expect(shown.keys.map((key) => [key.kid, key.kty, key.d, key.p])).toEqual([
      [first.kid, 'RSA', undefined, undefined],
    ]);
    const days = (count: number): string =>
      new Date(row.createdAt.getTime() + count * 86_400_000).toISOString();
    await setDatabaseClock(days(181));
    expect((await publicKeys()).keys).toHaveLength(2);
    expect((await signingKey()).kid).toBe(first.kid); // platforms get to know the new one first
    await setDatabaseClock(days(185));
    expect((await signingKey()).kid).not.toBe(first.kid);
    expect((await publicKeys()).keys.map((key) => key.kid)).toContain(first.kid);
    await setDatabaseClock(days(211));
    expect((await publicKeys()).keys.map((key) => key.kid)).not.toContain(first.kid);
    await db().ltiKey.deleteMany();
  });
});
