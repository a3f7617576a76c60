import { beforeEach, describe, expect, it } from 'vitest';
import { changePassword } from '@/lib/identity/password';
import { changeRole, removeFromCourse } from '@/lib/identity/people';
import { endSession, startSession, viewerOfSession, type SessionClaims } from '@/lib/identity/session';
import { createToken, revokeToken, viewerOfToken } from '@/lib/identity/tokens';
import type { Viewer } from '@/lib/identity/viewer';
import { makeTicket, readTicket } from '@/lib/kaggle/ticket';
import { watchCompetitions, type WatchEvent } from '@/lib/leaderboard/watch';
import { db } from '@/lib/platform/database/client';
import { announce } from '@/lib/platform/queue/live';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { useDatabase } from '../support/database';
import { makePerson, type MadePerson } from './support/people';

await useDatabase();

/** From the act to the end of the stream; five seconds are promised. */
const END_MS_MAX = 5_000;

let made: MadeCompetition;
let courseSlug: string;
let instructor: MadePerson;
let person: MadePerson;
let session: SessionClaims;
let secret: string;
let bySession: Viewer;
let byToken: Viewer;

beforeEach(async () => {
  made = await makeCompetition({});
  const course = await db().course.findUniqueOrThrow({ where: { id: made.courseId } });
  courseSlug = course.slug;
  instructor = await makePerson('instructor', course);
  person = await makePerson('student', course);
  session = await startSession({ userId: person.userId, sessionEpoch: 0 });
  secret = await createToken(person.userId, 'laptop');
  bySession = there(await viewerOfSession(session));
  byToken = there(await viewerOfToken(secret));
});

function there(viewer: Viewer | null): Viewer {
  if (!viewer) throw new Error('nobody');
  return viewer;
}

interface Stream {
  readonly events: WatchEvent[];
  readonly isOver: () => boolean;
  readonly stop: () => void;
}

async function watch(viewer: Viewer, only: string | null = null): Promise<Stream> {
  const begun = await watchCompetitions(viewer, only);
  if (!begun.ok) throw new Error(JSON.stringify(begun.problems));
  const events: WatchEvent[] = [];
  let isOver = false;
  const stop = begun.value({ onEvent: (event) => events.push(event), onEnd: () => (isOver = true) });
  const stream = { events, isOver: () => isOver, stop };
  // It listens once an event comes through.
  await expect
    .poll(
      async () => {
        await db().$transaction((tx) => announce(tx, { kind: 'competition', competitionId: made.id }));
        return events.length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  return stream;
}

const ended = (stream: Stream): Promise<void> =>
  expect.poll(stream.isOver, { timeout: END_MS_MAX, interval: 50 }).toBe(true);

describe('A107: a live stream', () => {
  const ACTS: [string, () => Promise<unknown>][] = [
    ['removed from the course', () => removeFromCourse(instructor, courseSlug, person.userId)],
    ['given another role', () => changeRole(instructor, courseSlug, person.userId, 'ta')],
    ['signed out', () => endSession(session)],
    ['given a new password', () => changePassword(person, person.password, 'another good password')],
    ['disabled', () => db().user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } })],
  ];
  it.each(ACTS)('ends within five seconds of its person being %s; nobody else’s does', async (_, act) => {
    const [all, one] = [await watch(bySession), await watch(bySession, made.id)];
    const other = await watch(instructor, made.id);
    await act();
    await Promise.all([ended(all), ended(one)]);
    expect(other.isOver()).toBe(false);
    other.stop();
  });

  it('ends with the token it was begun with', async () => {
    const stream = await watch(byToken);
    const token = await db().apiToken.findFirstOrThrow({ where: { userId: person.userId } });
    await revokeToken(person, token.id);
    await ended(stream);
    expect(await viewerOfToken(secret)).toBeNull();
  });

  it('that begins while its right is being taken ends, too', async () => {
    const begun = await watchCompetitions(bySession, made.id);
    if (!begun.ok) throw new Error('refused');
    await endSession(session); // between the look and the listening
    let isOver = false;
    begun.value({ onEvent: () => undefined, onEnd: () => (isOver = true) });
    await expect.poll(() => isOver, { timeout: END_MS_MAX }).toBe(true);
  });

  it('tells of the viewer’s own competitions alone, and of nobody else’s submissions', async () => {
    const foreign = await makeCompetition({});
    const stream = await watch(bySession);
    stream.events.splice(0);
    const classmate = await enrolStudent(made);
    const tell = (competitionId: string, userId: string, submissionId: number): Promise<void> =>
      db().$transaction((tx) => announce(tx, { kind: 'submission', competitionId, userId, submissionId }));
    await tell(foreign.id, person.userId, 1);
    await tell(made.id, classmate.userId, 2);
    await tell(made.id, person.userId, 3);
    const data = { competitionId: made.id, submissionId: 3 };
    const heard = (): WatchEvent[] => stream.events.filter((each) => each.name === 'submission');
    await expect.poll(heard, { timeout: 10_000 }).toEqual([{ name: 'submission', data }]);
    stream.stop();
  });
});

describe('A107: a download’s address', () => {
  const file = (): Promise<string> =>
    makeTicket(byToken, { kind: 'file', competitionId: made.id, path: 'a.csv' });

  it('works until its token is revoked', async () => {
    const ticket = await file();
    expect((await readTicket(ticket))?.viewer.userId).toBe(person.userId);
    const token = await db().apiToken.findFirstOrThrow({ where: { userId: person.userId } });
    await revokeToken(person, token.id);
    expect(await readTicket(ticket)).toBeNull();
  });

  it('works until its token is over, or its owner is disabled', async () => {
    const ticket = await file();
    const { id } = await db().apiToken.findFirstOrThrow({ where: { userId: person.userId } });
    await db().apiToken.update({ where: { id }, data: { expiresAt: new Date(0) } });
    expect(await readTicket(ticket)).toBeNull();
    await db().apiToken.update({ where: { id }, data: { expiresAt: null } });
    expect(await readTicket(ticket)).not.toBeNull();
    await db().user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } });
    expect(await readTicket(ticket)).toBeNull();
  });

  it('is nobody’s that its signature does not name', async () => {
    const [body = '', signature = ''] = (await file()).split('.');
    const altered = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...altered, userId: instructor.userId })).toString(
      'base64url',
    );
    expect(await readTicket(`${forged}.${signature}`)).toBeNull();
  });
});
