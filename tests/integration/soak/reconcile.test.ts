import { randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ROWS, table, type Course } from '@/bench/soak/course';
import { sha256, type Told } from '@/bench/soak/people';
import { reconcile } from '@/bench/soak/reconcile';
import { rebuildEntries } from '@/lib/leaderboard/board-entry';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { storeCopy, temporaryPath } from '@/lib/platform/files/store';
import { enrolStudent, makeCompetition } from '@/tests/integration/support/competition';
import { useDatabase } from '@/tests/integration/support/database';

const { dataDir } = await useDatabase();

/** What the soak takes for true at its end must be able to be false: each difference planted is found, and is the only one. */
const TRUTH = Array.from({ length: ROWS }, (_, row) => (row % 3 === 0 ? 'a' : 'b'));
const GUESS = TRUTH.map((label, row) => (row % 10 === 0 ? 'c' : label));
const SCORE = 0.9; // two of twenty rows are wrong, in each half
const truths = new Map([[1, TRUTH]]);

let course: Course;
let told: Told;

beforeEach(async () => {
  const made = await makeCompetition({});
  const viewer = await enrolStudent(made);
  const person = { userId: viewer.userId, studentId: viewer.name, token: '' };
  course = { assignmentId: made.id, students: [person], teacher: person };
  const text = table(GUESS, false);
  const participant = await db().participant.create({
    data: { competitionId: made.id, userId: viewer.userId },
  });
  const submission = await db().submission.create({
    data: {
      competitionId: made.id,
      participantId: participant.id,
      status: 'scored',
      sha256: sha256(text),
      fileName: 'p.csv',
      fileBytes: text.length,
      source: 'api',
      quotaDay: '2021-03-20',
      countsForLimit: true,
      scores: {
        create: { solutionId: made.solutionId, metric: 'accuracy', publicScore: SCORE, privateScore: SCORE },
      },
    },
  });
  const file = await temporaryPath(randomUUID());
  writeFileSync(file, text);
  await storeCopy(file);
  await rebuild();
  const receipt = { submissionId: submission.id, acceptedAt: submission.acceptedAt.toISOString() };
  const kept = [{ ...receipt, sha256: sha256(text), labels: GUESS, key: 'k' }];
  told = { person, kept, answers: new Map(), handins: [] };
});

const rebuild = (): Promise<void> =>
  db().$transaction(async (tx) => {
    await lockAssignment(tx, course.assignmentId, 'change');
    await rebuildEntries(tx, course.assignmentId, 'higher_is_better');
  });
const differences = async (): Promise<readonly string[]> =>
  (await reconcile(db(), dataDir, course, [told], truths)).differences;
const own = (): { where: { id: number } } => ({ where: { id: told.kept[0]?.submissionId ?? 0 } });

describe('what the soak compares', () => {
  it('agrees where nothing is wrong', async () => {
    expect(await differences()).toEqual([]);
  });

  it('a receipt whose row is gone, or a row nobody has a receipt of', async () => {
    const receipt = told.kept[0];
    told.kept.length = 0;
    expect(await differences()).toEqual([expect.stringContaining('has no receipt')]);
    if (receipt) told.kept.push(receipt);
    await db().submission.delete(own());
    expect(await differences()).toContainEqual(expect.stringContaining('has no row'));
  });

  it('a time that changed', async () => {
    await db().submission.update({ ...own(), data: { acceptedAt: new Date('2021-03-20T00:00:00Z') } });
    await rebuild();
    expect(await differences()).toEqual([expect.stringContaining('is of another time')]);
  });

  it('a score that is not the one of the file', async () => {
    await db().score.updateMany({ data: { privateScore: 0.95 } });
    expect(await differences()).toEqual([expect.stringContaining('0.95')]);
  });

  it('a board that does not follow from the scores', async () => {
    await db().boardEntry.updateMany({ data: { entries: 2 } });
    expect(await differences()).toEqual([expect.stringContaining('differs from the rebuilt one')]);
  });

  it('an answer that is not the last one saved, a hand-in that is not there', async () => {
    told.answers.set('n', '42');
    told.handins.push({ id: 1, sha256: sha256('nothing') });
    expect(await differences()).toHaveLength(3);
  });

  it('a stored file whose bytes changed', async () => {
    const hash = told.kept[0]?.sha256 ?? '';
    const file = path.join(dataDir, 'files', hash.slice(0, 2), hash.slice(2));
    chmodSync(file, 0o644);
    writeFileSync(file, 'something else');
    expect(await differences()).toEqual([
      expect.stringContaining('has the content of'),
      expect.stringContaining('has no file of its hash'),
    ]);
  });
});
