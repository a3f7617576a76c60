import { writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCompetition } from '@/lib/assignment/competition';
import { gatherInputs } from '@/lib/gradebook/inputs';
import type { Viewer } from '@/lib/identity/viewer';
import { regrade } from '@/lib/jobs/handlers/regrade';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { rebuildEntries } from '@/lib/leaderboard/board-entry';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { buildBoard, readSnapshot } from '@/lib/leaderboard/snapshot';
import { db } from '@/lib/platform/database/client';
import { storeCopy, temporaryPath } from '@/lib/platform/files/store';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { setInvalidated } from '@/lib/staff/invalidate-submission';
import { commitRegrade } from '@/lib/staff/regrade';
import { everyMeeting } from '../../support/meeting';
import { addSolution, enrolStudent, makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);
beforeEach(() => setDatabaseClock('2021-03-20T10:00:00Z'));

const ONCE = { isLast: false };
/** Every label of the first solution is wrong under this one. */
const SWAPPED = 'Id,Class,Usage\n1,b,Public\n2,a,Public\n3,b,Private\n4,a,Private\n';

interface Arranged {
  readonly competitionId: string;
  readonly staff: Viewer;
  readonly runId: string;
  /** Scored under both solutions; the student's only score so far. */
  readonly scored: number;
  /** Of the same student, waiting. */
  readonly waiting: number;
}

/** A student with one score and one waiting file, and a regrade ready to be committed. Written as rows: it is made often. */
async function arrange(): Promise<Arranged> {
  const competition = await makeCompetition({ dailyLimit: null });
  const staff = await enrolStudent(competition, 'ta');
  const { userId } = await enrolStudent(competition);
  const solutionId = await addSolution(competition.id, SWAPPED, 2);
  await db().solutionVersion.update({ where: { id: solutionId }, data: { rowsPublic: 3, rowsPrivate: 1 } });
  const participant = await db().participant.create({ data: { competitionId: competition.id, userId } });
  const submission = {
    competitionId: competition.id,
    participantId: participant.id,
    fileName: 'p.csv',
    fileBytes: 1,
    source: 'api',
    quotaDay: '2021-03-20',
    countsForLimit: true,
  };
  const score = (id: string, value: number) => ({
    solutionId: id,
    metric: 'accuracy',
    publicScore: value,
    privateScore: value,
  });
  const scored = await db().submission.create({
    data: {
      ...submission,
      sha256: await stored('abab'),
      status: 'scored',
      scores: { create: [score(competition.solutionId, 1), score(solutionId, 0)] },
    },
  });
  await db().$transaction((tx) => rebuildEntries(tx, competition.id, 'higher_is_better'));
  const waiting = await db().submission.create({
    data: { ...submission, sha256: await stored('bbab'), status: 'queued' },
  });
  const run = await db().regradeRun.create({
    data: {
      competitionId: competition.id,
      fromSolutionId: competition.solutionId,
      toSolutionId: solutionId,
      metric: 'accuracy',
      reason: 'labels were swapped',
      status: 'ready',
    },
  });
  return { competitionId: competition.id, staff, runId: run.id, scored: scored.id, waiting: waiting.id };
}

async function stored(labels: string): Promise<string> {
  const file = await temporaryPath();
  writeFileSync(file, `Id,Class\n${[...labels].map((label, index) => `${index + 1},${label}\n`).join('')}`);
  return (await storeCopy(file)).sha256;
}

/** What a queue does with a job that failed: it is tried again. */
async function untilScored(submissionId: number): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    const { status } = await db().submission.findUniqueOrThrow({ where: { id: submissionId } });
    if (status === 'scored') return;
    await scoreSubmission({ submissionId }, ONCE);
  }
}

async function boardsOf(competitionId: string): Promise<string> {
  const competition = await loadCompetition(db(), competitionId);
  if (!competition) throw new Error('no competition');
  return JSON.stringify([
    await buildBoard(db(), competition, 'public'),
    await buildBoard(db(), competition, 'private'),
    await db().$transaction((tx) => gatherInputs(tx, competition, new Map())),
  ]);
}

/** Boards and what the grade book reads are those made anew from the submissions. */
async function expectRebuilt(competitionId: string, point: string): Promise<void> {
  const kept = await boardsOf(competitionId);
  const competition = await loadCompetition(db(), competitionId);
  await db().$transaction((tx) =>
    rebuildEntries(tx, competitionId, competition?.direction ?? 'higher_is_better'),
  );
  expect(kept, point).toBe(await boardsOf(competitionId));
}

async function commitAgain({ staff, runId }: Arranged): Promise<void> {
  const { status } = await db().regradeRun.findUniqueOrThrow({ where: { id: runId } });
  if (status === 'scoring') await regrade({ runId }, ONCE);
  if (status !== 'committed') expect((await commitRegrade(staff, runId)).ok).toBe(true);
}

async function checkBoth(state: Arranged, point: string): Promise<void> {
  await untilScored(state.waiting);
  await expectRebuilt(state.competitionId, point);
  await commitAgain(state);
  await expectRebuilt(state.competitionId, `${point}; committed`);
  const board = await readSnapshotOf(state);
  // abab is all wrong now, bbab has one of two public rows right.
  expect(board, point).toEqual(['0.50000']);
}

async function readSnapshotOf({ competitionId, staff }: Arranged): Promise<string[]> {
  await db().boardSnapshot.deleteMany({ where: { competitionId } });
  const read = await readBoard(staff, competitionId, 'public');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return parseBoard(read.value).rows.map((row) => row.score);
}

const score = ({ waiting }: Arranged): Promise<void> => scoreSubmission({ submissionId: waiting }, ONCE);
const commit = ({ staff, runId }: Arranged) => commitRegrade(staff, runId);

/** The private board: its scores and the share of the rows it stands on. */
const OLD = '[["1.00000"],0.5]';
const NEW = '[["0.00000"],0.25]';

describe('A95: a regrade is committed while something else happens to the board', () => {
  it('a score lands at every point of the commit', async () => {
    expect(await everyMeeting({ arrange, first: commit, second: score, check: checkBoth })).toBeGreaterThan(
      8,
    );
  }, 240_000);

  it('the commit happens at every point of a score landing', async () => {
    expect(await everyMeeting({ arrange, first: score, second: commit, check: checkBoth })).toBeGreaterThan(
      8,
    );
  }, 240_000);

  it('a submission is invalidated at every point of the commit, and the other way round', async () => {
    const invalidate = ({ staff, scored }: Arranged) => setInvalidated(staff, scored, 'copied');
    const check = (state: Arranged, point: string): Promise<void> =>
      expectRebuilt(state.competitionId, point);
    await everyMeeting({ arrange, first: commit, second: invalidate, check });
    await everyMeeting({ arrange, first: invalidate, second: commit, check });
  }, 240_000);

  it('A8: a board built while the commit happens is all of the old solution or all of the new', async () => {
    const seen = new Set<string>();
    await everyMeeting({
      arrange: async () => {
        const state = await arrange();
        await score(state);
        return state;
      },
      first: async ({ competitionId }) => {
        const competition = await loadCompetition(db(), competitionId);
        if (!competition) throw new Error('no competition');
        const { rows, share } = JSON.parse((await readSnapshot(db(), competition, 'private')).body) as {
          rows: { score: string; publicRank?: number }[];
          share: number;
        };
        seen.add(JSON.stringify([rows.map((row) => row.score), share]));
      },
      second: commit,
      check: async (state, point) => {
        await commitAgain(state);
        expect((await readSnapshotOf(state)).length, point).toBe(1);
      },
    });
    expect([...seen].sort()).toEqual([OLD, NEW].sort());
  }, 240_000);
});
