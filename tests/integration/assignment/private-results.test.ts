import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { lockAssignment } from '@/lib/platform/database/locks';
import { gallerySection } from '@/lib/gallery/section';
import { previewGrades, publishGrades } from '@/lib/gradebook/run';
import { gradingSchema, gradingSection } from '@/lib/gradebook/section';
import type { Viewer } from '@/lib/identity/viewer';
import { tellNews } from '@/lib/jobs/news';
import { db } from '@/lib/platform/database/client';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { grantException } from '@/lib/staff/exceptions';
import { previewReveal, revealPrivateBoard } from '@/lib/staff/reveal';
import { updateSettings, readSettings } from '@/lib/staff/update-settings';
import { slugsOf, taken } from '../quiz/support';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { scored } from '../webhooks/scored';
import { exitsOf, sentTexts, type Place } from './exits';

await useDatabase();
afterAll(closeSharedPool);

/** No public score can be mistaken for it, in whichever precision it is written. */
const CANARY = 0.123456789;
const SHOWN = /0\.1234/;

const OPEN = '2021-03-20T10:00:00Z';
const CLOSED = '2021-04-02T17:00:00Z';
const EXTENSION = '2021-04-06T16:00:00Z';
const BEFORE_ITS_END = '2021-04-06T15:59:59.999Z';

let made: MadeCompetition;
let place: Place;
let ta: Viewer;
let extended: Viewer;
let classmate: Viewer;

async function set(options: Parameters<typeof makeCompetition>[0] = {}): Promise<void> {
  await setDatabaseClock(OPEN);
  made = await makeCompetition(options);
  place = { id: made.id, ...(await slugsOf(made.id)) };
  ta = await enrolStudent(made, 'ta');
  extended = await enrolStudent(made);
  classmate = await enrolStudent(made);
  for (const viewer of [extended, classmate]) await scored(made.id, viewer, 'abab');
  await db().score.updateMany({ data: { privateScore: CANARY } });
  await db().baseline.create({
    data: { competitionId: made.id, name: 'simple', position: 0, publicScore: 0.5, privateScore: CANARY },
  });
  await db().boardState.updateMany({ data: { version: { increment: 1 } } });
}

beforeEach(() => set());

async function extend(closesAt = EXTENSION): Promise<void> {
  const given = { kind: 'extended_deadline' as const, closesAt: new Date(closesAt) };
  taken(await grantException(ta, made.id, extended.userId, given, 'ill'));
}

/** The exits at which a viewer finds a private score. */
async function leaks(viewer: Viewer): Promise<string[]> {
  const exits = await exitsOf(viewer, place);
  expect(exits.size).toBeGreaterThan(30); // something was looked at
  return [...exits].filter(([, text]) => SHOWN.test(text)).map(([name]) => name);
}

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);

/** Where a student meets private scores once they are out, so that silence elsewhere means something. */
const SEEN = ['private board', 'submissions', 'assignment', 'wire GetLeaderboard', 'wire ListSubmissions'];

describe('A94: whoever may still submit sees no private result of anybody', () => {
  it('at_close waits for the last deadline of anybody, at every exit', async () => {
    await extend();
    for (const at of [CLOSED, BEFORE_ITS_END]) {
      await setDatabaseClock(at);
      expect(await leaks(extended)).toEqual([]);
      expect(await leaks(classmate)).toEqual([]);
      expect(await leaks(ta)).toContain('private board');
    }
    await setDatabaseClock(EXTENSION);
    for (const viewer of [extended, classmate])
      expect(await leaks(viewer)).toEqual(expect.arrayContaining(SEEN));
  });

  it('an early reveal names who can still submit, is written down, and keeps it from them', async () => {
    await set({ revealMode: 'manual' });
    await extend();
    await setDatabaseClock(CLOSED);
    const { stillSubmitting } = taken(await previewReveal(ta, made.id));
    expect(stillSubmitting).toEqual([
      expect.objectContaining({ userId: extended.userId, closesAt: new Date(EXTENSION) }),
    ]);
    const unnamed = await revealPrivateBoard(ta, made.id, []);
    expect(codes(unnamed)).toEqual(['still_submitting']);
    expect(unnamed.ok ? '' : unnamed.problems[0]?.message).toContain(extended.name);
    expect(codes(await revealPrivateBoard(ta, made.id, [classmate.userId]))).toEqual(['still_submitting']);
    taken(await revealPrivateBoard(ta, made.id, [extended.userId]));
    const line = await db().auditEntry.findFirstOrThrow({
      where: { assignmentId: made.id, action: 'board.revealed' },
    });
    expect(line.detail).toEqual({
      stillSubmitting: [
        { userId: extended.userId, name: extended.name, closesAt: new Date(EXTENSION).toISOString() },
      ],
    });
    for (const at of [CLOSED, BEFORE_ITS_END]) {
      await setDatabaseClock(at);
      expect(await leaks(extended)).toEqual([]);
      expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
    }
    await setDatabaseClock(EXTENSION);
    expect(await leaks(extended)).toEqual(expect.arrayContaining(SEEN));
  });

  it('an extension given later hides what was out at the close, from all; what was revealed by hand, from its student', async () => {
    await setDatabaseClock(CLOSED);
    expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
    await extend();
    expect([await leaks(extended), await leaks(classmate)]).toEqual([[], []]);
    taken(await revealPrivateBoard(ta, made.id, [extended.userId]));
    expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
    expect(await leaks(extended)).toEqual([]);
  });

  it('an extension of somebody who is gone from the course holds nothing back', async () => {
    await extend();
    await setDatabaseClock(CLOSED);
    expect(await leaks(classmate)).toEqual([]);
    const now = new Date(CLOSED);
    await db().enrolment.updateMany({ where: { userId: extended.userId }, data: { removedAt: now } });
    expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
    await db().enrolment.updateMany({ where: { userId: extended.userId }, data: { removedAt: null } });
    await db().user.update({ where: { id: extended.userId }, data: { disabledAt: now } });
    expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
  });

  it('a deadline moved behind a reveal makes everybody wait again', async () => {
    await set({ revealMode: 'manual' });
    await setDatabaseClock(CLOSED);
    taken(await revealPrivateBoard(ta, made.id, []));
    expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
    const settings = taken(await readSettings(ta, made.id));
    taken(await updateSettings(ta, made.id, { ...settings, closes: '2021-04-08T23:59' }));
    expect(await leaks(classmate)).toEqual([]);
    await setDatabaseClock('2021-04-09T00:00:00Z');
    expect(await leaks(classmate)).toEqual([]);
    taken(await revealPrivateBoard(ta, made.id, []));
    expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
  });

  it('late submissions, which count nowhere, hold nothing back', async () => {
    await db().competition.update({ where: { assignmentId: made.id }, data: { lateSubmissions: true } });
    await setDatabaseClock(CLOSED);
    expect(await leaks(classmate)).toEqual(expect.arrayContaining(SEEN));
  });

  it('published grades, the gallery and what is sent out tell an extended student nothing', async () => {
    await db().$transaction(async (tx) => {
      const rule = { kind: 'beats_baseline', board: 'private', baseline: 'simple', ties: true };
      const items = [{ id: 'beats', title: 'Beats', points: 4, rule }];
      await gradingSection.apply(tx, made.id, gradingSchema.parse({ items }));
      await gallerySection.apply(tx, made.id, { full_marks_in: ['beats'], template: null });
    });
    await db().webhook.create({
      data: {
        courseId: made.courseId,
        url: 'http://localhost/',
        events: ['leader.changed', 'competition.closed', 'competition.revealed'],
      },
    });
    await tellNews();
    await extend();
    await setDatabaseClock(CLOSED);
    const publish = async () => {
      const preview = taken(await previewGrades(ta, made.id));
      return publishGrades(ta, made.id, preview.fingerprint);
    };
    expect(codes(await publish())).toEqual(['too_early']);
    taken(await revealPrivateBoard(ta, made.id, [extended.userId]));
    taken(await publish());
    await tellNews();
    expect(await leaks(classmate)).toEqual(expect.arrayContaining([...SEEN, 'grade']));
    expect(await leaks(extended)).toEqual([]);
    const exits = await exitsOf(extended, place);
    for (const name of ['grade', 'REST getMyGrade {}']) expect(exits.get(name), name).toContain('not_found');
    const sent = await sentTexts();
    expect(sent).toContain('competition.revealed');
    expect(sent).not.toMatch(SHOWN);
    await setDatabaseClock(EXTENSION);
    expect(await leaks(extended)).toEqual(expect.arrayContaining([...SEEN, 'grade']));
  });

  it('an extension that is being given while staff reveal is among those named', async () => {
    await set({ revealMode: 'manual' });
    await setDatabaseClock(CLOSED);
    const participant = await db().participant.findFirstOrThrow({
      where: { competitionId: made.id, userId: extended.userId },
    });
    // The grant stands still before its commit; the reveal meets its lock.
    const reveal = await db().$transaction(
      async (tx) => {
        await lockAssignment(tx, made.id, 'change');
        const meeting = revealPrivateBoard(ta, made.id, []);
        await expect
          .poll(async () => (await waiting())[0]?.count, { timeout: 20_000, interval: 20 })
          .toBeGreaterThan(0);
        await tx.participantException.create({
          data: {
            participantId: participant.id,
            kind: 'extended_deadline',
            closesAt: new Date(EXTENSION),
            reason: 'ill',
          },
        });
        return [meeting];
      },
      { timeout: 30_000 },
    );
    expect(codes(await (reveal[0] ?? Promise.reject(new Error('no reveal'))))).toEqual(['still_submitting']);
    expect(await leaks(classmate)).toEqual([]);
  });
});

const waiting = () => db().$queryRaw<{ count: number }[]>`
  SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;
