import { beforeEach, describe, expect, it } from 'vitest';
import { seedCheckpointsHandler } from '@/lib/jobs/handlers/seed-checkpoints';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { measure } from '@/lib/quiz/measure';
import { ownCheckpoint } from '@/lib/quiz/own-checkpoint';
import { seedCheckpoints, type SeedOptions } from '@/lib/quiz/seed-checkpoints';
import { staffQuizView } from '@/lib/quiz/staff-view';
import { storedNetwork, type NetworkJson } from '@/lib/quiz/stored-network';
import { enrolStudent, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { makeQuiz, taken } from './support';

await useDatabase();

const THRESHOLDS = { gradientNorm: 1e-3, minimumRatio: 0.5 };
const OPTIONS: SeedOptions = { workers: 2, thresholds: THRESHOLDS };
const STUDENTS = 23;

let quiz: MadeCompetition;
let students: Viewer[];

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  quiz = await makeQuiz();
  students = [];
  for (let made = 0; made < STUDENTS; made += 1) students.push(await enrolStudent(quiz));
});

async function stored(): Promise<Map<string, string>> {
  const rows = await db().quizCheckpoint.findMany({ where: { assignmentId: quiz.id } });
  return new Map(rows.map((row) => [row.userId, JSON.stringify([row.class, row.network])]));
}

const forget = () => db().quizCheckpoint.deleteMany({ where: { assignmentId: quiz.id } });

describe('seeding', () => {
  it('makes one checkpoint a student, classes as even as possible, each the same in float64 and float32 (A48)', async () => {
    await enrolStudent(quiz, 'auditor');
    const ta = await enrolStudent(quiz, 'ta');
    expect(await seedCheckpoints(quiz.id, OPTIONS)).toEqual({ made: STUDENTS });
    const rows = await db().quizCheckpoint.findMany({ where: { assignmentId: quiz.id } });
    for (const row of rows) {
      const measured = measure(storedNetwork(row.network), THRESHOLDS);
      expect(measured.ambiguous).toBeNull();
      expect(measured.class).toBe(row.class);
      expect(row.class).toBe(row.wantedClass);
    }
    const { balance, seeding } = taken(await staffQuizView(ta, quiz.id));
    expect(Object.values(balance).sort()).toEqual([7, 8, 8]);
    expect(seeding).toMatchObject({ done: STUDENTS, total: STUDENTS });
  });

  it('again changes nothing; after a loss it makes the same anew; two at once agree', async () => {
    await seedCheckpoints(quiz.id, OPTIONS);
    const first = await stored();
    expect(await seedCheckpoints(quiz.id, OPTIONS)).toEqual({ made: 0 });
    expect(await stored()).toEqual(first);
    await forget();
    await Promise.all([seedCheckpoints(quiz.id, OPTIONS), seedCheckpoints(quiz.id, OPTIONS)]);
    expect(await stored()).toEqual(first);
  });

  it('stopped half-way, goes on where it was and ends with what it would have made', async () => {
    await seedCheckpoints(quiz.id, OPTIONS);
    const whole = await stored();
    await forget();
    const broken = seedCheckpoints(quiz.id, {
      ...OPTIONS,
      workers: 1,
      onProgress: () => {
        throw new Error('killed');
      },
    });
    await expect(broken).rejects.toThrow('killed');
    const left = await db().quizCheckpoint.count({ where: { assignmentId: quiz.id, filledAt: null } });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(STUDENTS);
    const job = { assignmentId: quiz.id };
    await seedCheckpointsHandler(job, { isLast: false });
    expect(await stored()).toEqual(whole);
  });

  it('A46 and A47: under another secret other students get other numbers and other classes', async () => {
    await seedCheckpoints(quiz.id, { ...OPTIONS, secret: 'one secret of thirty-two letters' });
    const one = await stored();
    await forget();
    await seedCheckpoints(quiz.id, { ...OPTIONS, secret: 'another secret of the same length' });
    const other = await stored();
    expect([...one].filter(([userId, row]) => other.get(userId) === row)).toEqual([]);
    const classOf = (row: string | undefined): unknown => (JSON.parse(row ?? '[]') as unknown[])[0];
    expect([...one].some(([userId, row]) => classOf(other.get(userId)) !== classOf(row))).toBe(true);
  });

  it('a late enrolment gets theirs on the first visit, and keeps it', async () => {
    await seedCheckpoints(quiz.id, OPTIONS);
    const late = await enrolStudent(quiz);
    const first = taken(await ownCheckpoint(late, quiz.id));
    expect(await seedCheckpoints(quiz.id, OPTIONS)).toEqual({ made: 0 });
    expect(taken(await ownCheckpoint(late, quiz.id))).toEqual(first);
    expect(await db().quizCheckpoint.count({ where: { assignmentId: quiz.id } })).toBe(STUDENTS + 1);
  });

  it('for some students makes theirs alone', async () => {
    const [one, two] = students;
    const userIds = [one!.userId, two!.userId];
    expect(await seedCheckpoints(quiz.id, { ...OPTIONS, userIds })).toEqual({ made: 2 });
    expect([...(await stored()).keys()].sort()).toEqual([...userIds].sort());
  });

  it('a stored checkpoint that no longer evaluates as it did is kept back', async () => {
    const [one] = students;
    const network = taken(await ownCheckpoint(one!, quiz.id)).network as NetworkJson;
    const damaged = { ...network, w: network.w.map((each, index) => (index === 0 ? each + 1 : each)) };
    await db().quizCheckpoint.updateMany({ where: { assignmentId: quiz.id }, data: { network: damaged } });
    const again = await ownCheckpoint(one!, quiz.id);
    expect(again.ok ? [] : again.problems.map((each) => each.code)).toEqual(['checkpoint_withheld']);
  });
});
