import { databaseNow } from '@/lib/platform/clock';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import type { Tx } from '@/lib/platform/database/client';
import { Prisma } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { prepareRegradeAgain } from '@/lib/scoring/regrade';
import { presentSections } from '@/lib/bundle/assignment-state';
import { isSame, scoringChanges, type AssignmentState } from '@/lib/bundle/difference.core';
import { splitOf, type Bundle } from '@/lib/bundle/read-bundle';
import { SECTIONS } from '@/lib/bundle/sections';

/**
 * Brings a course's assignment to what a bundle asks for; `present` is what is there, null: nothing. Returns its id. The caller
 * holds the course, and the assignment to change it.
 */
export async function writeAssignment(
  tx: Tx,
  courseId: string,
  bundle: Bundle,
  wanted: AssignmentState,
  present: AssignmentState | null,
): Promise<string> {
  const id = await writeSettings(tx, courseId, bundle);
  await writeParts(tx, id, wanted);
  await writeSolution(tx, id, bundle, wanted.solution);
  const isReadAnew = present !== null && scoringChanges(wanted, present).length > 0;
  await writeBaselines(tx, id, wanted, isReadAnew);
  await writeSections(tx, id, wanted);
  return id;
}

async function writeSettings(tx: Tx, courseId: string, bundle: Bundle): Promise<string> {
  const { yaml } = bundle;
  if (yaml.course_title !== undefined)
    await tx.course.update({ where: { id: courseId }, data: { title: yaml.course_title } });
  const data = {
    title: yaml.title,
    timezone: yaml.timezone,
    opensAt: bundle.opensAt,
    closesAt: bundle.closesAt,
  };
  const { id } = await tx.assignment.upsert({
    where: { courseId_slug: { courseId, slug: yaml.assignment } },
    create: { courseId, slug: yaml.assignment, ...data },
    update: data,
  });
  const c = yaml.competition;
  const settings = {
    metric: bundle.metric.spec,
    direction: bundle.metric.metric.direction,
    idColumn: c.id,
    targetColumns: [...bundle.targetColumns],
    labels: [...bundle.labels],
    dailyLimit: c.daily_limit,
    limitTimezone: c.limit_timezone,
    failedPerDayMax: c.failed_per_day,
    finalSubmissions: c.final_submissions,
    revealMode: c.reveal,
    precision: c.precision,
    fileBytesMax: Math.round(c.max_file_mb * 1_000_000),
    rulesRequired: c.accept_rules !== undefined,
    lateSubmissions: c.late_submissions,
    split: splitOf(yaml) ?? Prisma.DbNull, // taken out of the folder, it is taken away here
  };
  await tx.competition.upsert({
    where: { assignmentId: id },
    create: { assignmentId: id, ...settings },
    update: settings,
  });
  return id;
}

async function writeParts(tx: Tx, assignmentId: string, wanted: AssignmentState): Promise<void> {
  await tx.assignmentPage.deleteMany({ where: { assignmentId } });
  await tx.assignmentPage.createMany({
    data: Object.entries(wanted.pages).map(([slug, page], position) => ({
      assignmentId,
      slug,
      position,
      ...page,
    })),
  });
  // A file that stays as it was keeps its date: clients that have it need not fetch it again.
  const there = await tx.assignmentFile.findMany({ where: { assignmentId } });
  const since = new Map(there.map(({ path, sha256, createdAt }) => [`${sha256} ${path}`, createdAt]));
  const now = await databaseNow(tx);
  await tx.assignmentFile.deleteMany({ where: { assignmentId } });
  await tx.assignmentFile.createMany({
    data: wanted.files.map((file, position) => ({
      assignmentId,
      position,
      ...file,
      createdAt: since.get(`${file.sha256} ${file.path}`) ?? now,
    })),
  });
}

/** A first solution counts at once; later ones only while there are no scores (the import has seen to it). */
async function writeSolution(tx: Tx, competitionId: string, bundle: Bundle, sha256: string): Promise<void> {
  const competition = await tx.competition.findUniqueOrThrow({
    where: { assignmentId: competitionId },
    include: { activeSolution: true },
  });
  if (competition.activeSolution?.sha256 === sha256) return;
  const last = await tx.solutionVersion.aggregate({ where: { competitionId }, _max: { number: true } });
  const solution = await tx.solutionVersion.create({
    data: {
      competitionId,
      number: (last._max.number ?? 0) + 1,
      sha256,
      fileName: bundle.yaml.competition.solution,
      rowsPublic: bundle.rows.public,
      rowsPrivate: bundle.rows.private,
      rowsIgnored: bundle.rows.ignored,
    },
  });
  await tx.competition.update({
    where: { assignmentId: competitionId },
    data: { activeSolutionId: solution.id },
  });
}

/** What stays the same keeps its row and its scores: a regrade may have been prepared with them. */
async function writeBaselines(
  tx: Tx,
  competitionId: string,
  wanted: AssignmentState,
  isReadAnew: boolean,
): Promise<void> {
  const present = await tx.baseline.findMany({ where: { competitionId } });
  const names = wanted.baselines.map((each) => each.name);
  await tx.baseline.deleteMany({ where: { competitionId, name: { notIn: names } } });
  let isScoring = false;
  for (const [position, each] of wanted.baselines.entries()) {
    const before = present.find((other) => other.name === each.name);
    const isKept = before !== undefined && !isReadAnew && isSameBaseline(before, each);
    if (!isKept && each.sha256 !== null) isScoring = true;
    await tx.baseline.upsert({
      where: { competitionId_name: { competitionId, name: each.name } },
      create: { competitionId, position, ...each },
      update: isKept ? { position, fileName: each.fileName } : { position, ...each, solutionId: null },
    });
  }
  if (!isScoring) return;
  await enqueue(tx, scoreBaselinesJob, { competitionId });
  await prepareRegradeAgain(tx, competitionId);
}

function isSameBaseline(
  present: { sha256: string | null; publicScore: number | null; privateScore: number | null },
  wanted: AssignmentState['baselines'][number],
): boolean {
  if (wanted.sha256 !== null) return present.sha256 === wanted.sha256;
  const { sha256, publicScore, privateScore } = present;
  return sha256 === null && publicScore === wanted.publicScore && privateScore === wanted.privateScore;
}

async function writeSections(tx: Tx, assignmentId: string, wanted: AssignmentState): Promise<void> {
  const present = await presentSections(tx, assignmentId);
  for (const section of SECTIONS) {
    const value = wanted.sections[section.key] ?? null;
    if (!isSame(value, present[section.key])) await section.apply(tx, assignmentId, value);
  }
}
