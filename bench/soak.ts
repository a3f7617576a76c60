/**
 * `npm run soak`: a running site on which students submit, answer and hand in and a teacher regrades, while its web, worker and
 * database are killed, stopped or made to stand still and its disk is filled, at instants that a seed decides. At the end
 * everything is reconciled; any difference ends it with 1. `npm run soak -- --seconds 60 --seed 7 --students 8`.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Db } from '@/lib/platform/database/client';
import { siteDatabase } from '../tests/site/support';
import { Client, Log } from './soak/client';
import { LABELS, makeCourse, ROWS, type Course } from './soak/course';
import { study, type Told } from './soak/people';
import { makePlan, randomFrom, TROUBLES } from './soak/plan';
import { grades, reconcile } from './soak/reconcile';
import { startSite, type SoakSite } from './soak/site';
import { previewGrades, publishGrades, regrade } from './soak/teacher';

const SCORED_MS_MAX = 180_000;
/** What is still under way so long after the last trouble will never end. */
const END_SECONDS_MAX = 300;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    students: { type: 'string', default: '8' },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.seconds);
const random = randomFrom(seed);
const truths = new Map<number, readonly string[]>([
  [1, Array.from({ length: ROWS }, () => LABELS[Math.floor(random() * LABELS.length)] ?? 'a')],
]);

const log = new Log();
const site = await startSite((code) => {
  console.log(`DIFFERS: the site ended by itself with ${code}, seed ${seed}`);
  process.exit(1);
});
setTimeout(
  () => {
    console.log(`DIFFERS: the site did not come back, seed ${seed}`);
    void site.remove().finally(() => process.exit(1));
  },
  (seconds + END_SECONDS_MAX) * 1_000,
).unref();
try {
  console.log(`seed ${seed}, ${seconds} seconds, ${values.students} students`);
  if (!site.hasOwnDisk) console.log('no small disk can be mounted here: the disk is not filled');
  const db = await siteDatabase(site.dataDir);
  const course = await makeCourse(db, site.dataDir, truths.get(1) ?? [], Number(values.students));
  await db.$disconnect();
  const told = await work(site, course);
  await allScored(site, course);
  const differences = [...log.unexpected, ...(await finish(site, course, told))];
  console.log(`${log.again} answers said to come again, or did not come`);
  for (const each of differences) console.log(`DIFFERS: ${each}`);
  console.log(
    differences.length === 0 ? 'nothing differs' : `${differences.length} differences, seed ${seed}`,
  );
  process.exitCode = differences.length === 0 ? 0 : 1;
} finally {
  await site.remove();
}

/** People work and the plan takes its course; both are over when this returns. */
async function work(on: SoakSite, course: Course): Promise<Told[]> {
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1_000;
  const isOver = (): boolean => elapsed() > seconds;
  const people = course.students.map((person, index) =>
    study(person, new Client(on.running.url, person.token, log), log, {
      seed: seed + index + 1,
      truth: truths.get(1) ?? [],
      isOver,
    }),
  );
  const kinds = TROUBLES.filter((kind) => kind !== 'fill disk' || on.hasOwnDisk);
  const teacher = new Client(on.running.url, course.teacher.token, log);
  let regrades = Promise.resolve();
  for (const planned of makePlan(seed, seconds, kinds)) {
    await pause(Math.max(0, (planned.atSeconds - elapsed()) * 1_000));
    console.log(`${planned.atSeconds.toFixed(1)} s: ${planned.trouble}`);
    // One after the other, while the rest of the plan goes on.
    if (planned.trouble === 'regrade') regrades = regrades.then(() => regrade(teacher, log, truths, random));
    else if (planned.trouble === 'grades') regrades = regrades.then(() => void previewGrades(teacher));
    else await on.trouble(planned);
  }
  const told = await Promise.all(people);
  await regrades;
  return told;
}

/** A killed worker's jobs come back after a minute by themselves. */
async function allScored(on: SoakSite, course: Course): Promise<void> {
  const until = Date.now() + SCORED_MS_MAX;
  const db = await siteDatabase(on.dataDir);
  const open = { competitionId: course.assignmentId, status: { not: 'scored' as const } };
  while ((await db.submission.count({ where: open })) > 0 && Date.now() < until) await pause(500);
  await db.$disconnect();
}

/** Compares; then the assignment closes, grades are published, computed once more and compared too. */
async function finish(on: SoakSite, course: Course, told: readonly Told[]): Promise<string[]> {
  const db = await siteDatabase(on.dataDir);
  const { counts, differences } = await reconcile(db, on.dataDir, course, told, truths);
  console.log(JSON.stringify(counts));
  const { receipts, files, rows, scores } = counts;
  const isEven = [files, rows, scores].every((each) => each === receipts);
  const uneven = isEven
    ? []
    : [`receipts, files, rows and scores are not as many: ${JSON.stringify(counts)}`];
  const graded = await gradesDiffer(db, on, course, told);
  await db.$disconnect();
  return [...differences, ...uneven, ...graded];
}

async function gradesDiffer(db: Db, on: SoakSite, course: Course, told: readonly Told[]): Promise<string[]> {
  await db.$executeRaw`UPDATE assignment SET closes_at = app_now() WHERE id = ${course.assignmentId}::uuid`;
  const teacher = new Client(on.running.url, course.teacher.token, log);
  await publishGrades(teacher, log);
  const again = await previewGrades(teacher);
  const changed = again.changed === 0 ? [] : [`${again.changed} grades differ when they are computed again`];
  return [...changed, ...(await grades(db, course, told))];
}
