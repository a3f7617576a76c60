import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { db } from '@/lib/platform/database/client';
import { saddlepoint } from '../cli/support';
import { enrolStudent, type MadeCompetition } from '../support/competition';
import { useDatabase } from '../support/database';
import { makeQuiz } from './support';

await useDatabase();

const STUDENTS = 130;
const SECRET = { SADDLEPOINT_SECRET: 'a secret of the test, long enough to be one' };

/** By student: class and numbers of the checkpoints that are made. */
async function made(quiz: MadeCompetition): Promise<Map<string, string>> {
  const rows = await db().quizCheckpoint.findMany({
    where: { assignmentId: quiz.id, filledAt: { not: null } },
  });
  return new Map(rows.map((row) => [row.userId, JSON.stringify([row.class, row.network])]));
}

it(
  'the seeding command killed with SIGKILL loses nothing that was made; run again, it ends with what one run makes',
  {
    timeout: 120_000,
  },
  async () => {
    const quiz = await makeQuiz();
    for (let each = 0; each < STUDENTS; each += 1) await enrolStudent(quiz);
    const { slug, course } = await db().assignment.findUniqueOrThrow({
      where: { id: quiz.id },
      include: { course: true },
    });
    const command = ['checkpoints', 'seed', `${course.slug}/${slug}`, '--workers', '1'];
    const child = spawn(process.execPath, [path.resolve('scripts/saddlepoint.mjs'), ...command], {
      env: { ...process.env, ...SECRET },
      stdio: 'ignore',
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.on('exit', (_, signal) => resolve(signal)),
    );
    await vi.waitFor(async () => expect((await made(quiz)).size).toBeGreaterThan(0), {
      timeout: 60_000,
      interval: 5,
    });
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const left = await made(quiz);
    expect(left.size).toBeLessThan(STUDENTS);

    const again = await saddlepoint(command, SECRET);
    expect(again.stderr + again.stdout).toContain(`${STUDENTS - left.size} checkpoints made`);
    const resumed = await made(quiz);
    expect(resumed.size).toBe(STUDENTS);
    for (const [userId, row] of left) expect(resumed.get(userId)).toBe(row);

    await db().quizCheckpoint.deleteMany({ where: { assignmentId: quiz.id } });
    expect((await saddlepoint(command, SECRET)).code).toBe(0);
    expect(await made(quiz)).toEqual(resumed);
  },
);
