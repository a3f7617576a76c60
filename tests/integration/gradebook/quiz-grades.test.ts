import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { myGrade } from '@/lib/gradebook/my-grade';
import { previewGrades, publishGrades } from '@/lib/gradebook/run';
import { gradingSchema, gradingSection } from '@/lib/gradebook/section';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { gradeClosedQuizzes } from '@/lib/quiz/grade-closed';
import { ownCheckpoint } from '@/lib/quiz/own-checkpoint';
import { regradeQuiz } from '@/lib/quiz/release-quiz';
import { saveAnswer } from '@/lib/quiz/save-answer';
import { grantException } from '@/lib/staff/exceptions';
import { readSettings, updateSettings } from '@/lib/staff/update-settings';
import { startSide } from '@/tests/support/meeting';
import { CANARY, codes, makeQuiz, rightOption, taken } from '../quiz/support';
import { enrolStudent, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

const OPEN = '2021-03-20T10:00:00Z';
const LAST_MOMENT = '2021-04-02T15:59:59.999Z';
const CLOSED = '2021-04-02T16:00:00Z';
const LATER = '2021-04-08T10:00:00Z';
const EXTENSION = new Date('2021-04-06T16:00:00Z');

const SETTINGS = gradingSchema.parse({
  items: [
    { id: 'quiz', title: 'Quiz', points: 2.5, rule: { kind: 'quiz' } },
    {
      id: 'simple',
      title: 'Simple',
      points: 1,
      rule: { kind: 'beats_baseline', board: 'public', baseline: 'simple' },
    },
  ],
});

let made: MadeCompetition;
let ta: Viewer;
let ann: Viewer;
let ben: Viewer;

beforeEach(async () => {
  await setDatabaseClock(OPEN);
  made = await makeQuiz();
  await db().$transaction((tx) => gradingSection.apply(tx, made.id, SETTINGS));
  ta = await enrolStudent(made, 'ta');
  ann = await enrolStudent(made);
  ben = await enrolStudent(made);
});

/** Both questions, right: 2.5 points. */
async function answer(viewer: Viewer): Promise<void> {
  taken(await ownCheckpoint(viewer, made.id));
  const option = await rightOption(made.id, viewer);
  taken(await saveAnswer(viewer, made.id, 'hessian', { kind: 'option', option }));
  taken(await saveAnswer(viewer, made.id, 'word', { kind: 'text', text: CANARY }));
}

async function publish(): Promise<void> {
  taken(await publishGrades(ta, made.id, taken(await previewGrades(ta, made.id)).fingerprint));
}

const total = async (viewer: Viewer) => taken(await myGrade(viewer, made.id)).grade.total;
const totals = async () => [await total(ann), await total(ben)];

async function closeAt(local: string): Promise<void> {
  const settings = taken(await readSettings(ta, made.id));
  taken(await updateSettings(ta, made.id, { ...settings, closes: local }));
}

describe('A97: published grades come from the answers in time, graded as they are published', () => {
  it('whatever was graded before: a deadline moved there and back again loses nobody a point', async () => {
    await answer(ann);
    // Closed too early by mistake, graded by the sweeper, opened again; then Ben answers, in time.
    await closeAt('2021-03-20T12:00');
    await setDatabaseClock('2021-03-20T11:00:00Z');
    expect(await gradeClosedQuizzes()).toBeGreaterThan(0);
    await closeAt('2021-04-02T23:59');
    await answer(ben);
    await setDatabaseClock(CLOSED);
    await publish();
    expect(await totals()).toEqual(['2.50', '2.50']);
  });

  it('never from results that are older than an answer, however they came about', async () => {
    await setDatabaseClock(CLOSED);
    await gradeClosedQuizzes();
    await setDatabaseClock(LAST_MOMENT);
    await answer(ann);
    await setDatabaseClock(CLOSED);
    expect(await gradeClosedQuizzes()).toBe(0); // the sweeper has nothing to do: it graded after the close
    await publish();
    expect(await totals()).toEqual(['2.50', '0.00']);
    const stored = await db().quizResult.findMany({ where: { assignmentId: made.id, userId: ann.userId } });
    expect(stored.map((each) => each.points.toString()).sort()).toEqual(['0.5', '2']);
  });

  it('by each own deadline: an extension given after a grading counts for its student and changes nothing else', async () => {
    await answer(ben);
    await setDatabaseClock(CLOSED);
    await publish();
    const given = { kind: 'extended_deadline', closesAt: EXTENSION } as const;
    taken(await grantException(ta, made.id, ann.userId, given, 'ill'));
    await setDatabaseClock('2021-04-06T15:59:59.999Z');
    await answer(ann);
    expect(codes(await saveAnswer(ben, made.id, 'word', { kind: 'text', text: 'x' }))).toEqual([
      'deadline_over',
    ]);
    await setDatabaseClock(LATER);
    await publish();
    expect(await totals()).toEqual(['2.50', '2.50']);
  });

  it('an answer in time whose save is still under way is waited for', async () => {
    await setDatabaseClock(LAST_MOMENT);
    const save = startSide(() => saveAnswer(ann, made.id, 'word', { kind: 'text', text: CANARY }), {
      stopBefore: 'COMMIT',
    });
    await save.stopped();
    await setDatabaseClock(CLOSED);
    const preview = taken(await previewGrades(ta, made.id));
    const published = startSide(() => publishGrades(ta, made.id, preview.fingerprint));
    expect(await published.endedOrBlocked()).toBe('blocked');
    save.goOn();
    taken(await save.ended);
    // What was previewed had no such answer, and says so; the next look has it.
    expect(codes(await published.ended)).toEqual(['changed']);
    await publish();
    expect(await total(ann)).toBe('0.50');
  });

  it('a grading that commits in between is not a fault', async () => {
    await answer(ann);
    await setDatabaseClock(CLOSED);
    const preview = taken(await previewGrades(ta, made.id));
    const published = startSide(() => publishGrades(ta, made.id, preview.fingerprint), {
      stopBefore: /DELETE FROM .*quiz_result/,
    });
    await published.stopped();
    const other = startSide(() => regradeQuiz(ta, made.id));
    expect(await other.endedOrBlocked()).toBe('blocked');
    published.goOn();
    taken(await published.ended);
    taken(await other.ended);
    expect(await total(ann)).toBe('2.50');
    // The other way round: the publication's snapshot is older than a grading it then meets.
    const again = taken(await previewGrades(ta, made.id));
    const second = startSide(() => publishGrades(ta, made.id, again.fingerprint), {
      stopBefore: /FROM competition c/,
    });
    await second.stopped();
    taken(await regradeQuiz(ta, made.id));
    second.goOn();
    expect(taken(await second.ended)).toMatchObject({ number: 2, changed: 0 });
  });

  it('nothing is published while a score the rules look at is to come, nor while the quiz is open', async () => {
    expect(codes(await previewGrades(ta, made.id))).toEqual(['still_open']);
    const participant = await db().participant.create({
      data: { competitionId: made.id, userId: ann.userId },
    });
    const waiting = await db().submission.create({
      data: {
        competitionId: made.id,
        participantId: participant.id,
        status: 'queued',
        sha256: 'a'.repeat(64),
        fileName: 'p.csv',
        fileBytes: 1,
        source: 'web',
        quotaDay: '2021-03-20',
        countsForLimit: true,
      },
    });
    await setDatabaseClock(CLOSED);
    const refusals = async () => {
      const preview = taken(await previewGrades(ta, made.id));
      return codes(await publishGrades(ta, made.id, preview.fingerprint));
    };
    expect(await refusals()).toEqual(['still_scoring']);
    await db().submission.update({ where: { id: waiting.id }, data: { status: 'failed' } });
    await db().baseline.create({
      data: { competitionId: made.id, name: 'simple', position: 0, fileName: 'simple.csv', sha256: 'b' },
    });
    expect(await refusals()).toEqual(['still_scoring']);
    await db().baseline.updateMany({ data: { publicScore: 0.5, solutionId: made.solutionId } });
    expect(await refusals()).toEqual([]);
  });
});
