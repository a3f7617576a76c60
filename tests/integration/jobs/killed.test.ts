import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { regrading } from '@/lib/jobs/handlers/regrade';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { requeueForgotten } from '@/lib/jobs/sweeper';
import { startWorkLoop } from '@/lib/jobs/work-loop';
import { db, databaseUrl } from '@/lib/platform/database/client';
import { enqueue, startBoss, type JobDefinition } from '@/lib/platform/queue/boss';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { startRegrade } from '@/lib/staff/regrade';
import { stopInDatabase } from '../../support/database-stop';
import { addSolution, enrolStudent, makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { accepted } from '../support/submissions';

await useDatabase();
const boss = await startBoss({ supervise: false });
afterAll(async () => {
  await boss.stop({ graceful: false, wait: true });
  await closeSharedPool();
});

const LIMIT = { timeout: 60_000, interval: 50 };

/** A real worker process, as `npm start` makes it. */
async function startWorkerProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join('lib', 'bin', 'worker.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl(), SADDLEPOINT_ROOT: process.cwd() },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** What the queue does a minute after a worker died: the jobs it had count as crashed, and may be started again. */
async function passExpiry(): Promise<void> {
  await db()
    .$executeRaw`UPDATE pgboss.job SET started_on = started_on - interval '1 day' WHERE state = 'active'`;
  await boss.maintain();
  await db().$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`;
}

async function outcomeOf(id: number): Promise<{ status: string; failure: string | null }> {
  return db().submission.findUniqueOrThrow({ where: { id }, select: { status: true, failure: true } });
}

async function statusOf(id: number): Promise<string> {
  return (await db().submission.findUniqueOrThrow({ where: { id } })).status;
}

it('A98: a submission that kills its worker at every try is set aside after three, for good; its neighbours go on', async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  const competition = await makeCompetition({ dailyLimit: null });
  const student = await enrolStudent(competition);
  const killer = await accepted(competition.id, student, 'abab');
  const neighbours: number[] = [];
  for (let kill = 1; kill <= 3; kill += 1) {
    neighbours.push(await accepted(competition.id, student, 'bbab'));
    // The worker stands in the middle of writing the killer's score.
    const stop = await stopInDatabase(databaseUrl(), {
      table: 'score',
      on: 'INSERT',
      when: `NEW.submission_id = ${killer}`,
    });
    const worker = await startWorkerProcess();
    await stop.reached(60_000);
    await killed(worker);
    await stop.goOn();
    await passExpiry();
    expect((await db().submission.findUniqueOrThrow({ where: { id: killer } })).tries).toBe(kill);
  }
  neighbours.push(await accepted(competition.id, student, 'bbab'));
  const worker = await startWorkerProcess();
  for (const id of neighbours)
    await expect.poll(() => outcomeOf(id), LIMIT).toEqual({ status: 'scored', failure: null });
  await expect.poll(() => statusOf(killer), LIMIT).toBe('failed');
  const row = await db().submission.findUniqueOrThrow({ where: { id: killer } });
  expect(row).toMatchObject({ tries: 3, countsForLimit: false });
  expect(row.failure).toContain('3 times');
  await killed(worker);

  // For good: neither the sweeper nor another job begins a fourth try.
  await passExpiry();
  await requeueForgotten();
  await scoreSubmission({ submissionId: killer }, { isLast: false });
  expect(await db().submission.findUniqueOrThrow({ where: { id: killer } })).toEqual(row);
  expect(
    await db().auditEntry.count({ where: { action: 'submission.failed', subject: `submission ${killer}` } }),
  ).toBe(1);
}, 240_000);

it('A98: one whose job got lost after its last try is set aside too, not begun again', async () => {
  const competition = await makeCompetition({ dailyLimit: null });
  const id = await accepted(competition.id, await enrolStudent(competition), 'abab');
  await db().submission.update({ where: { id }, data: { status: 'scoring', tries: 3 } });
  await scoreSubmission({ submissionId: id }, { isLast: false });
  expect(await db().submission.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: 'failed',
    tries: 3,
    countsForLimit: false,
  });
});

/** A job without an outcome: every try stays active until it expires, as one does whose process was killed. */
it('A98: any other job is abandoned after its tries, and says so where people look', async () => {
  const competition = await makeCompetition({});
  const staff = await enrolStudent(competition, 'ta');
  const solutionId = await addSolution(competition.id, 'Id,Class,Usage\n1,b,Public\n2,a,Public\n', 2);
  const started = await startRegrade(staff, competition.id, { solutionId }, 'swapped');
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  const { runId } = started.value;
  for (let kill = 1; kill <= 3; kill += 1) {
    expect(await boss.fetch('regrade')).toHaveLength(1);
    await passExpiry();
  }
  const loop = startWorkLoop(boss, 'regrade', 1, regrading);
  const statusNow = async (): Promise<string> =>
    (await db().regradeRun.findUniqueOrThrow({ where: { id: runId } })).status;
  await expect.poll(statusNow, LIMIT).toBe('failed');
  await loop.stop();
  const run = await db().regradeRun.findUniqueOrThrow({ where: { id: runId } });
  expect(run.failure).toContain('3 times');
});

it('a job that fails is tried as often as it may, then abandoned once', async () => {
  const job: JobDefinition<{ n: number }> = { name: 'import-bundle', triesMax: 2, expireSeconds: 60 };
  await db().$transaction((tx) => enqueue(tx, job, { n: 1 }));
  const tries: boolean[] = [];
  let abandoned = 0;
  const loop = startWorkLoop<{ n: number }>(boss, job.name, 1, {
    run: (_data, { isLast }) => {
      tries.push(isLast);
      return Promise.reject(new Error('no'));
    },
    abandon: () => {
      abandoned += 1;
      return Promise.resolve();
    },
  });
  await expect.poll(() => abandoned, LIMIT).toBe(1);
  await loop.stop();
  expect(tries).toEqual([false, true]);
  expect(abandoned).toBe(1);
});
