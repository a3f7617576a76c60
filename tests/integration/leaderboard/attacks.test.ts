import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { randomFrom } from '@/lib/competition/random.core';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import type { Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { temporaryPath } from '@/lib/platform/files/store';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { acceptSubmission } from '@/lib/submission/accept-submission';
import { mySubmissions } from '@/lib/submission/my-submissions';
import { addSolution, enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

const ROWS = 60;
const PUBLIC = 20;
const random = randomFrom('attacks');
const TRUTH = Array.from({ length: ROWS }, () => (random.below(2) === 0 ? 'a' : 'b'));

let competition: MadeCompetition;

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({ dailyLimit: null, finalSubmissions: 2 });
  const lines = TRUTH.map((label, row) => `${row + 1},${label},${row < PUBLIC ? 'Public' : 'Private'}`);
  const solution = await addSolution(competition.id, `Id,Class,Usage\n${lines.join('\n')}\n`, 2);
  await db().competition.update({
    where: { assignmentId: competition.id },
    data: { activeSolutionId: solution },
  });
});

async function submit(viewer: Viewer, labels: readonly string[]): Promise<number> {
  const text = `Id,Class\n${labels.map((label, index) => `${index + 1},${label}`).join('\n')}\n`;
  const temporary = await temporaryPath(randomUUID());
  writeFileSync(temporary, text);
  const [{ now } = { now: new Date() }] = await db().$queryRaw<{ now: Date }[]>`SELECT app_now() AS now`;
  const receipt = await acceptSubmission(
    viewer,
    { competitionId: competition.id, description: '', source: 'api', idempotencyKey: null },
    {
      path: temporary,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: text.length,
      fileName: 'p.csv',
      receivedAt: now,
    },
  );
  if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
  await scoreSubmission({ submissionId: receipt.value.submissionId }, { isLast: false });
  return receipt.value.submissionId;
}

const share = (labels: readonly string[], from: number, to: number): number =>
  labels.slice(from, to).filter((label, row) => label === TRUTH[from + row]).length / (to - from);

describe('A2: hundreds of random submissions and the majority vote of those that scored well', () => {
  it('win the public board and nothing on the private one, which ranks by private rows alone', async () => {
    const attacker = await enrolStudent(competition);
    const honest = await enrolStudent(competition);
    const tries: { labels: string[]; score: number }[] = [];
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const labels = Array.from({ length: ROWS }, () => (random.below(2) === 0 ? 'a' : 'b'));
      const id = await submit(attacker, labels);
      const score = await db().score.findFirstOrThrow({ where: { submissionId: id } });
      tries.push({ labels, score: score.publicScore ?? 0 }); // what the attacker sees of each
    }
    const lucky = tries.filter((each) => each.score > 0.5);
    const vote = TRUTH.map((_label, row) =>
      lucky.filter((each) => each.labels[row] === 'a').length * 2 > lucky.length ? 'a' : 'b',
    );
    await submit(attacker, vote);
    // An honest model that is right on four rows of five.
    const model = TRUTH.map((label, row) => (row % 5 === 0 ? (label === 'a' ? 'b' : 'a') : label));
    await submit(honest, model);

    const board = async (viewer: Viewer, which: 'public' | 'private') => {
      await db().boardSnapshot.deleteMany({ where: { competitionId: competition.id } });
      const read = await readBoard(viewer, competition.id, which);
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      return parseBoard(read.value).rows.map((row) => [row.name, Number(row.score)] as const);
    };
    const name = async (viewer: Viewer) =>
      (await db().enrolment.findFirstOrThrow({ where: { userId: viewer.userId } })).displayName;
    const [attackerName, honestName] = [await name(attacker), await name(honest)];
    expect(share(vote, 0, PUBLIC)).toBeGreaterThan(0.8); // the attack works on what it can see
    const open = await board(honest, 'public');
    expect(open[0]?.[0]).toBe(attackerName);
    await setDatabaseClock('2021-04-03T00:00:00Z');
    const hidden = await board(honest, 'private');
    expect(hidden.map(([who]) => who)).toEqual([honestName, attackerName]);
    expect(hidden[0]?.[1]).toBeCloseTo(share(model, PUBLIC, ROWS), 5);
    // Of the attacker's submissions the two best public ones are final; the vote is one of them.
    expect(hidden[1]?.[1]).toBeLessThan(0.8);
  });
});

describe('A40: what a student gets before the reveal', () => {
  it('is made of the same bytes from the same statements, whatever the private scores are', async () => {
    const student = await enrolStudent(competition);
    const id = await submit(student, TRUTH);
    const fetched = async (): Promise<string> => {
      await db().boardSnapshot.deleteMany({ where: { competitionId: competition.id } });
      const [board, own] = [
        await readBoard(student, competition.id, 'public'),
        await mySubmissions(student, competition.id),
      ];
      if (!board.ok || !own.ok) throw new Error('not read');
      return JSON.stringify([board.value.body, own.value]);
    };
    const answers = new Set<string>();
    for (const privateScore of [0, 0.123456789, 1, null]) {
      await db().score.updateMany({ where: { submissionId: id }, data: { privateScore } });
      answers.add(await fetched());
    }
    expect(answers.size).toBe(1);
  });

  it('takes the same time for the best and the worst private score', async () => {
    const student = await enrolStudent(competition);
    const id = await submit(student, TRUTH);
    const times = { best: [] as number[], worst: [] as number[] };
    for (let round = 0; round < 40; round += 1) {
      for (const [which, privateScore] of [
        ['best', 1],
        ['worst', 0],
      ] as const) {
        await db().score.updateMany({ where: { submissionId: id }, data: { privateScore } });
        const begun = performance.now();
        await mySubmissions(student, competition.id);
        await readBoard(student, competition.id, 'public');
        times[which].push(performance.now() - begun);
      }
    }
    const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length / 2] ?? NaN;
    const ratio = median(times.best) / median(times.worst);
    // The two are measured in turns; a dependence worth exploiting would be far outside these bounds.
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});
