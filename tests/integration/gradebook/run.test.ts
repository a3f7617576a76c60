import { expect, it } from 'vitest';
import { overrideItem, recordBreach, replyToBreach, withdrawBreach } from '@/lib/gradebook/adjust';
import { exportGrades } from '@/lib/gradebook/export-grades';
import { myGrade } from '@/lib/gradebook/my-grade';
import { previewGrades, publishGrades } from '@/lib/gradebook/run';
import { gradingSchema, gradingSection } from '@/lib/gradebook/section';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { enrolStudent, makeCompetition } from '@/tests/integration/support/competition';
import { useDatabase } from '@/tests/integration/support/database';

await useDatabase();

const SETTINGS = gradingSchema.parse({
  items: [
    {
      id: 'public',
      title: 'Public',
      points: 1,
      rule: { kind: 'beats_baseline', board: 'public', baseline: 'simple' },
    },
    { id: 'talk', title: 'Talk', points: 3, rule: { kind: 'manual' } },
  ],
});

async function graded(revealMode: 'at_close' | 'manual' = 'at_close') {
  const made = await makeCompetition({ revealMode });
  await db().$transaction((tx) => gradingSection.apply(tx, made.id, SETTINGS));
  await db().baseline.create({
    data: { competitionId: made.id, name: 'simple', position: 0, publicScore: 0.5, privateScore: 0.5 },
  });
  return { ...made, ta: await enrolStudent(made, 'ta'), student: await enrolStudent(made) };
}

async function give(made: { id: string; solutionId: string }, who: Viewer, score: number): Promise<void> {
  await db().participant.create({
    data: {
      competitionId: made.id,
      userId: who.userId,
      boardEntry: { create: { competitionId: made.id, bestScore: score, entries: 1, progress: [score] } },
    },
  });
}

async function publish(viewer: Viewer, id: string) {
  const preview = await previewGrades(viewer, id);
  return preview.ok ? publishGrades(viewer, id, preview.value.fingerprint) : preview;
}

it('shows nothing before the publication, then each student their own grade and nobody else', async () => {
  const made = await graded();
  const other = await enrolStudent(made);
  await give(made, made.student, 0.5);
  expect((await myGrade(made.student, made.id)).ok).toBe(false);
  expect((await previewGrades(made.student, made.id)).ok).toBe(false);
  expect((await exportGrades(made.student, made.id, 'csv')).ok).toBe(false);
  expect(await publish(made.ta, made.id)).toMatchObject({ ok: true, value: { number: 1, changed: 2 } });
  const total = async (who: Viewer) => {
    const own = await myGrade(who, made.id);
    return own.ok ? [own.value.grade.userId, own.value.grade.total, own.value.classTotals] : null;
  };
  expect(await total(made.student)).toEqual([made.student.userId, '1.00', null]);
  expect(await total(other)).toEqual([other.userId, '0.00', null]);
});

it('follows overrides and breaches at the next run, and a withdrawal after that', async () => {
  const made = await graded();
  await give(made, made.student, 0.9);
  const { userId } = made.student;
  const wish = { userId, item: 'talk', points: '2.5', reason: 'A good talk' };
  expect((await overrideItem(made.student, made.id, wish)).ok).toBe(false);
  expect((await overrideItem(made.ta, made.id, { ...wish, points: '3.5' })).ok).toBe(false);
  expect((await overrideItem(made.ta, made.id, wish)).ok).toBe(true);
  const breach = await recordBreach(made.ta, made.id, {
    userId,
    kind: 'shared code',
    evidence: 'The same file',
    factor: null,
  });
  if (!breach.ok) throw new Error('not recorded');
  await publish(made.ta, made.id);
  const first = await myGrade(made.student, made.id);
  expect(first).toMatchObject({ ok: true, value: { grade: { sum: '3.50', total: '3.15' } } });
  expect((await replyToBreach(made.ta, breach.value, 'mine')).ok).toBe(false);
  expect((await replyToBreach(made.student, breach.value, 'It was not me')).ok).toBe(true);
  expect((await withdrawBreach(made.ta, made.id, breach.value)).ok).toBe(true);
  await publish(made.ta, made.id);
  const second = await myGrade(made.student, made.id);
  expect(second).toMatchObject({ ok: true, value: { number: 2, grade: { total: '3.50' } } });
  const actions = await db().auditEntry.findMany({
    where: { assignmentId: made.id },
    orderBy: { id: 'asc' },
  });
  expect(actions.map((each) => each.action)).toEqual([
    'grade.overridden',
    'breach.recorded',
    'grades.published',
    'breach.replied',
    'breach.withdrawn',
    'grades.published',
  ]);
});

it('refuses to publish what is no longer what was previewed', async () => {
  const made = await graded();
  const preview = await previewGrades(made.ta, made.id);
  if (!preview.ok) throw new Error('no preview');
  const again = await previewGrades(made.ta, made.id);
  expect(again).toEqual(preview);
  await give(made, made.student, 0.9);
  const done = await publishGrades(made.ta, made.id, preview.value.fingerprint);
  expect(done).toMatchObject({ ok: false, problems: [{ code: 'changed' }] });
});

it('A66 exports cells that no spreadsheet takes for a formula', async () => {
  const made = await graded();
  await db().user.update({ where: { id: made.student.userId }, data: { name: '=1+1' } });
  await publish(made.ta, made.id);
  const csv = await exportGrades(made.ta, made.id, 'csv');
  expect(csv.ok && csv.value).toContain(",'=1+1,");
});

it('computes and publishes the grades of 1,300 students', { timeout: 60_000 }, async () => {
  const made = await graded();
  const ids = await db().user.createManyAndReturn({
    data: Array.from({ length: 1_299 }, (_, index) => ({ name: `Student ${index}` })),
    select: { id: true },
  });
  await db().enrolment.createMany({
    data: ids.map(({ id }) => ({
      courseId: made.courseId,
      userId: id,
      role: 'student',
      displayName: id,
      displayNameKey: id,
    })),
  });
  expect(await publish(made.ta, made.id)).toMatchObject({ ok: true, value: { changed: 1_300 } });
  const csv = await exportGrades(made.ta, made.id, 'csv');
  expect(csv.ok && csv.value.trim().split('\r\n')).toHaveLength(1_301);
});
