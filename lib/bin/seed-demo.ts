import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DateTime } from 'luxon';
import { parse } from 'yaml';
import { z } from 'zod';
import { afterMinute } from '@/lib/assignment/deadline.core';
import { importBundleFolder } from '@/lib/bin/import-folder';
import { findCompetitionId } from '@/lib/assignment/competition';
import { handinSchema } from '@/lib/handin/handin.schema';
import { displayNameKey } from '@/lib/identity/display-name.core';
import { hashPassword } from '@/lib/identity/password';
import type { Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { hashFile, temporaryPath } from '@/lib/platform/files/store';
import { projectRoot } from '@/lib/platform/root';
import { acceptRules } from '@/lib/submission/accept-rules';
import { acceptSubmission } from '@/lib/submission/accept-submission';

const moment = z.strictObject({ daysBeforeNow: z.number(), timeUtc: z.string() });
const person = z.strictObject({
  role: z.enum(['student', 'auditor', 'ta', 'instructor']),
  student_id: z.string().optional(),
  login: z.string(),
  email: z.email(),
  name: z.string(),
  display_name: z.string(),
  password: z.string(),
});
const submission = z.strictObject({
  daysBeforeNow: z.number(),
  timeUtc: z.string(),
  file: z.string(),
  description: z.string(),
  selected: z.boolean().default(false),
});
const demoSchema = z.object({
  course: z.strictObject({ slug: z.string(), title: z.string(), timezone: z.string() }),
  staff: z.array(person),
  auditors: z.array(person),
  students: z.array(person),
  competitions: z.array(
    z.strictObject({
      assignment: z.string(),
      bundle: z.string(),
      opens: moment,
      closes: moment,
      lateSubmissions: z.boolean(),
      predictions: z.string(),
      submissions: z.record(z.string(), z.array(submission)),
    }),
  ),
});
type Demo = z.infer<typeof demoSchema>;
type DemoCompetition = Demo['competitions'][number];
type DemoSubmission = z.infer<typeof submission>;

const SCORED_MS_MAX = 120_000;
const DAY_MS = 86_400_000;

/**
 * Fills the demo course from `courses/demo`: people, two competitions, and the submissions of twelve students, each through
 * the one way in, at its time relative to now. Done before, it does nothing; killed half-way, it goes on where it was.
 */
export async function seedDemo(): Promise<void> {
  if (await db().siteSetting.findUnique({ where: { key: 'demo.seeded' } })) return;
  const folder = path.join(projectRoot(), 'courses', 'demo');
  const demo = demoSchema.parse(parse(await readFile(path.join(folder, 'demo.yaml'), 'utf8')));
  console.error('Filling the demo course …');
  const now = await databaseNow(db());
  await makeCourse(demo);
  const viewers = await makePeople(demo);
  for (const competition of demo.competitions) {
    await importBundleFolder(path.join(folder, competition.bundle), demo.course.slug);
    const id = await findCompetitionId(db(), demo.course.slug, competition.assignment);
    if (!id) throw new Error(`the bundle of ${competition.assignment} was not imported`);
    await setTimes(id, competition, now);
    await submitAll(id, path.join(folder, competition.predictions), competition, viewers, now);
  }
  await untilScored();
  await db().siteSetting.create({ data: { key: 'demo.seeded', value: now.toISOString() } });
}

async function makeCourse({ course }: Demo): Promise<void> {
  await db().course.upsert({ where: { slug: course.slug }, create: course, update: {} });
}

async function makePeople(demo: Demo): Promise<Map<string, Viewer>> {
  const course = await db().course.findUniqueOrThrow({ where: { slug: demo.course.slug } });
  const viewers = new Map<string, Viewer>();
  for (const each of [...demo.staff, ...demo.auditors, ...demo.students]) {
    const known = await db().user.findUnique({ where: { email: each.email } });
    const user =
      known ??
      (await db().user.create({
        data: {
          email: each.email,
          studentId: each.student_id ?? null,
          name: each.name,
          passwordHash: await hashPassword(each.password),
          canCreateCourses: each.role === 'instructor',
        },
      }));
    await db().enrolment.upsert({
      where: { courseId_userId: { courseId: course.id, userId: user.id } },
      create: {
        courseId: course.id,
        userId: user.id,
        role: each.role,
        displayName: each.display_name,
        displayNameKey: displayNameKey(each.display_name),
      },
      update: {},
    });
    viewers.set(each.login, { userId: user.id, name: user.name, canCreateCourses: user.canCreateCourses });
  }
  return viewers;
}

/** `closes` names the last minute that counts. */
async function setTimes(id: string, competition: DemoCompetition, now: Date): Promise<void> {
  const closesAt = afterMinute(instant(competition.closes, now));
  await shiftHandin(id, closesAt);
  await db().assignment.update({
    where: { id },
    data: { opensAt: instant(competition.opens, now), closesAt },
  });
  await db().competition.update({
    where: { assignmentId: id },
    data: { lateSubmissions: competition.lateSubmissions },
  });
}

/** A hand-in with a deadline of its own keeps its distance to the assignment's. */
async function shiftHandin(id: string, closesAt: Date): Promise<void> {
  const assignment = await db().assignment.findUniqueOrThrow({
    where: { id },
    include: { handinRules: true },
  });
  if (!assignment.handinRules) return;
  const settings = handinSchema.parse(assignment.handinRules.settings);
  if (settings.closes === undefined) return;
  const shifted = DateTime.fromISO(settings.closes, { zone: assignment.timezone }).plus(
    closesAt.getTime() - assignment.closesAt.getTime(),
  );
  await db().handinRules.update({
    where: { assignmentId: id },
    data: { settings: { ...settings, closes: shifted.toFormat("yyyy-MM-dd'T'HH:mm:ss") } as object },
  });
}

function instant(at: { readonly daysBeforeNow: number; readonly timeUtc: string }, now: Date): Date {
  const day = new Date(now.getTime() - at.daysBeforeNow * DAY_MS).toISOString().slice(0, 10);
  return new Date(`${day}T${at.timeUtc}Z`);
}

async function submitAll(
  competitionId: string,
  folder: string,
  competition: DemoCompetition,
  viewers: ReadonlyMap<string, Viewer>,
  now: Date,
): Promise<void> {
  const all = Object.entries(competition.submissions)
    .flatMap(([student, own]) => own.map((each) => ({ student, each, at: instant(each, now) })))
    .filter(({ at }) => at < now)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { student, each, at } of all) {
    const viewer = viewers.get(student);
    if (!viewer) throw new Error(`demo.yaml: ${student} is not among the students`);
    await acceptRules(viewer, competitionId);
    await submitOne(competitionId, path.join(folder, student, each.file), viewer, each, at);
  }
}

async function submitOne(
  competitionId: string,
  file: string,
  viewer: Viewer,
  each: DemoSubmission,
  at: Date,
): Promise<void> {
  const temporary = await temporaryPath();
  await copyFile(file, temporary);
  const receipt = await acceptSubmission(
    viewer,
    { competitionId, description: each.description, source: 'demo', idempotencyKey: `demo:${each.file}` },
    {
      path: temporary,
      ...(await hashFile(temporary)),
      fileName: path.basename(file),
      receivedAt: at,
    },
  );
  if (!receipt.ok || receipt.value.status === 'invalid')
    throw new Error(`${file}: ${JSON.stringify(receipt)}`);
  if (each.selected) {
    await db().submission.update({ where: { id: receipt.value.submissionId }, data: { selectedAt: at } });
  }
}

async function untilScored(): Promise<void> {
  const until = Date.now() + SCORED_MS_MAX;
  while ((await db().submission.count({ where: { status: { in: ['queued', 'scoring'] } } })) > 0) {
    if (Date.now() > until)
      throw new Error("the demo's submissions were not scored in two minutes; is the worker running?");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
