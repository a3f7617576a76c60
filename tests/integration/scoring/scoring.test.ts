import { createHash, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scoreSubmission, submissionScoring } from '@/lib/jobs/handlers/score-submission';
import { requeueForgotten } from '@/lib/jobs/sweeper';
import { startWorkLoop, type WorkLoop } from '@/lib/jobs/work-loop';
import { loadCompetition } from '@/lib/assignment/competition';
import { rebuildEntries } from '@/lib/leaderboard/board-entry';
import { buildBoard } from '@/lib/leaderboard/snapshot';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { storedPath, temporaryPath } from '@/lib/platform/files/store';
import { startBoss } from '@/lib/platform/queue/boss';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { acceptSubmission } from '@/lib/submission/accept-submission';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();

let competition: MadeCompetition;
let loop: WorkLoop | null = null;
const boss = await startBoss({ supervise: true });

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({ dailyLimit: null });
});

afterEach(async () => {
  await loop?.stop();
  loop = null;
});

afterAll(async () => {
  await boss.stop({ graceful: false, wait: true });
  await closeSharedPool();
});

const ONCE = { isLast: false };

async function submit(viewer: Viewer, labels: string, at = '2021-03-20T10:00:00Z'): Promise<number> {
  const text = `Id,Class\n${[...labels].map((label, index) => `${index + 1},${label}`).join('\n')}\n`;
  const temporary = await temporaryPath(randomUUID());
  writeFileSync(temporary, text);
  const receipt = await acceptSubmission(
    viewer,
    { competitionId: competition.id, description: '', source: 'api', idempotencyKey: null },
    {
      path: temporary,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: text.length,
      fileName: 'p.csv',
      receivedAt: new Date(at),
    },
  );
  if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
  return receipt.value.submissionId;
}

async function untilStatus(id: number, status: string): Promise<void> {
  await expect
    .poll(async () => (await db().submission.findUniqueOrThrow({ where: { id } })).status, {
      timeout: 40_000,
      interval: 100,
    })
    .toBe(status);
}

async function boardNow(which: 'public' | 'private'): Promise<string> {
  const loaded = await loadCompetition(db(), competition.id);
  if (!loaded) throw new Error('no competition');
  return JSON.stringify(await buildBoard(db(), loaded, which));
}

describe('scoring', () => {
  it('A74: the same job delivered twice, even at once, has one result', async () => {
    const viewer = await enrolStudent(competition);
    const id = await submit(viewer, 'abab');
    await Promise.all([
      scoreSubmission({ submissionId: id }, ONCE),
      scoreSubmission({ submissionId: id }, ONCE),
    ]);
    await scoreSubmission({ submissionId: id }, ONCE);
    const scores = await db().score.findMany({ where: { submissionId: id } });
    expect(scores).toMatchObject([{ publicScore: 1, privateScore: 1, solutionId: competition.solutionId }]);
    const entry = await db().boardEntry.findFirst({ where: { competitionId: competition.id } });
    expect(entry).toMatchObject({ entries: 1, bestScore: 1 });
  });

  it('A75 and A24: one that always crashes gets three tries, is set aside, its attempt given back; its neighbour goes on', async () => {
    const viewer = await enrolStudent(competition);
    const broken = await submit(viewer, 'aaaa');
    rmSync(storedPath((await db().submission.findUniqueOrThrow({ where: { id: broken } })).sha256));
    const good = await submit(viewer, 'abab');
    loop = startWorkLoop(boss, 'score-submission', 2, submissionScoring);
    await untilStatus(good, 'scored');
    await untilStatus(broken, 'failed');
    expect(await db().submission.findUniqueOrThrow({ where: { id: broken } })).toMatchObject({
      tries: 3,
      countsForLimit: false,
    });
    const lines = await db().auditEntry.findMany({
      where: { action: 'submission.failed', subject: `submission ${broken}` },
    });
    expect(lines).toHaveLength(1);
  });

  it('A32: accepted before the deadline and scored after it, it counts', async () => {
    const viewer = await enrolStudent(competition);
    const id = await submit(viewer, 'abab', '2021-04-02T15:59:59.999Z');
    await setDatabaseClock('2021-04-03T00:00:00Z');
    await scoreSubmission({ submissionId: id }, ONCE);
    expect(await boardNow('public')).toContain('"score":"1.00000"');
  });

  it('the sweeper finds a submission whose job was lost', async () => {
    const viewer = await enrolStudent(competition);
    const id = await submit(viewer, 'abab', '2021-03-20T09:00:00Z');
    await db().$executeRaw`DELETE FROM pgboss.job WHERE name = 'score-submission'`;
    expect(await requeueForgotten()).toBeGreaterThanOrEqual(1);
    loop = startWorkLoop(boss, 'score-submission', 2, submissionScoring);
    await untilStatus(id, 'scored');
    expect(await requeueForgotten()).toBe(0);
  });
});

describe('the boards', () => {
  it('A9: rebuilt from the submissions they are byte for byte the kept ones, whatever order scores arrived in', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => enrolStudent(competition)));
    const ids: number[] = [];
    for (const [index, viewer] of people.entries()) {
      for (const labels of ['aaaa', 'abab', 'abbb', 'bbbb']) {
        ids.push(await submit(viewer, labels, `2021-03-20T10:0${(index * 3) % 7}:00Z`));
      }
    }
    for (const id of ids.reverse()) await scoreSubmission({ submissionId: id }, ONCE);
    const kept = [await boardNow('public'), await boardNow('private')];
    await db().$transaction((tx) => rebuildEntries(tx, competition.id, 'higher_is_better'));
    expect([await boardNow('public'), await boardNow('private')]).toEqual(kept);
    expect(JSON.parse(kept[0] ?? '').rows).toHaveLength(5);
  });

  it('A6: a tie is won by the submission accepted earlier, even when it is scored later', async () => {
    const early = await enrolStudent(competition);
    const late = await enrolStudent(competition);
    const first = await submit(early, 'abab', '2021-03-20T10:00:00Z');
    const second = await submit(late, 'abab', '2021-03-20T11:00:00Z');
    await scoreSubmission({ submissionId: second }, ONCE);
    await scoreSubmission({ submissionId: first }, ONCE);
    const rows = JSON.parse(await boardNow('public')).rows as { rank: number; lastEntryAt: string }[];
    expect(rows.map((row) => row.lastEntryAt)).toEqual([
      '2021-03-20T10:00:00.000Z',
      '2021-03-20T11:00:00.000Z',
    ]);
  });

  it('A10: staff who try it out and hidden people are on no board', async () => {
    const ta = await enrolStudent(competition, 'ta');
    const student = await enrolStudent(competition);
    const hidden = await enrolStudent(competition);
    for (const viewer of [ta, student, hidden])
      await scoreSubmission({ submissionId: await submit(viewer, 'abab') }, ONCE);
    await db().participant.updateMany({ where: { userId: hidden.userId }, data: { hiddenAt: new Date() } });
    for (const which of ['public', 'private'] as const)
      expect(JSON.parse(await boardNow(which)).rows).toHaveLength(1);
  });
});
