import path from 'node:path';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import { audit } from '@/lib/platform/audit';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { holdStored } from '@/lib/platform/files/hold-stored';
import { hashFile, storeCopy } from '@/lib/platform/files/store';
import type { FileKind } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { checkedText } from '@/lib/bundle/bundle-text';
import { sectionValue } from '@/lib/bundle/bundle.schema';
import { checkOwnMetric } from '@/lib/bundle/own-metric';
import { SECTIONS } from '@/lib/bundle/sections';
import { splitOf, type Bundle } from '@/lib/bundle/read-bundle';

/** What an import will do, as lines for people; empty: nothing. */
export interface ImportPlan {
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

interface PlannedFile {
  readonly kind: FileKind;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Everything an assignment is, in the form both the database and a bundle can be brought to. */
interface State {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly pages: Readonly<Record<string, { readonly fileName: string; readonly markdown: string }>>;
  readonly files: readonly PlannedFile[];
  readonly solution: string;
  readonly baselines: readonly {
    readonly name: string;
    readonly fileName: string | null;
    readonly sha256: string | null;
    readonly publicScore: number | null;
    readonly privateScore: number | null;
  }[];
  /** By key; null: the assignment has no such part. */
  readonly sections: Readonly<Record<string, unknown>>;
}

/** The difference between a bundle and what is there. Refused when it would change what stored scores were made with. */
export async function planImport(bundle: Bundle): Promise<Result<ImportPlan>> {
  const [wanted, present] = [await wantedState(bundle), await presentState(db(), bundle)];
  if (present === null) {
    const lines = [`new assignment ${bundle.yaml.course}/${bundle.yaml.assignment}: ${bundle.yaml.title}`];
    return ok({ lines, warnings: bundle.warnings });
  }
  const blocked =
    (await blockedByScores(bundle, wanted, present)) ?? (await blockedSections(bundle, wanted, present));
  return blocked ?? ok({ lines: difference(wanted, present), warnings: bundle.warnings });
}

async function blockedSections(bundle: Bundle, wanted: State, present: State): Promise<Result<never> | null> {
  const { id } = await db().assignment.findFirstOrThrow({
    where: { slug: bundle.yaml.assignment, course: { slug: bundle.yaml.course } },
    select: { id: true },
  });
  for (const section of SECTIONS) {
    const value = wanted.sections[section.key];
    if (canonical(value) === canonical(present.sections[section.key])) continue;
    const why = await section.blocked(db(), id, value ?? null);
    if (why !== null)
      return refuse({ code: 'in_use', file: 'assignment.yaml', field: section.key, message: why });
  }
  return null;
}

async function blockedByScores(bundle: Bundle, wanted: State, present: State): Promise<Result<never> | null> {
  const keys = ['metric', 'idColumn', 'targetColumns', 'labels', 'split'] as const;
  const changed = keys.filter(
    (key) => JSON.stringify(wanted.settings[key]) !== JSON.stringify(present.settings[key]),
  );
  if (wanted.solution !== present.solution) changed.push('solution' as never);
  if (changed.length === 0) return null;
  const scored = await db().score.count({
    where: {
      submission: {
        competition: { assignment: { slug: bundle.yaml.assignment, course: { slug: bundle.yaml.course } } },
      },
    },
  });
  if (scored === 0) return null;
  const message = `${changed.join(', ')}: ${scored} scores were made with what is there now. Change the solution by a regrade in the staff area; the rest can't change any more.`;
  return refuse({ code: 'needs_regrade', file: 'assignment.yaml', message });
}

/** Creates or updates the assignment in one transaction. `actorId` null: the operator at the server. */
export async function applyImport(bundle: Bundle, actorId: string | null): Promise<Result<ImportPlan>> {
  const plan = await planImport(bundle);
  if (!plan.ok || plan.value.lines.length === 0) return plan;
  const metric = await checkOwnMetric(bundle);
  if (!metric.ok) return metric;
  const stored: string[] = [];
  for (const file of [...filesOf(bundle), ...otherFiles(bundle)])
    stored.push((await storeCopy(path.join(bundle.folder, file))).sha256);
  const wanted = await wantedState(bundle);
  await db().$transaction(
    async (tx) => {
      const id = await writeAssignment(tx, bundle);
      await writeParts(tx, id, wanted);
      await writeSolution(tx, id, bundle, wanted.solution);
      await writeBaselines(tx, id, wanted);
      await writeSections(tx, id, wanted);
      await boardsChanged(tx, id);
      await announce(tx, { kind: 'competition', competitionId: id });
      await audit(tx, {
        actorId,
        assignmentId: id,
        action: 'assignment.imported',
        subject: `assignment ${bundle.yaml.assignment}`,
        detail: { changes: [...plan.value.lines] },
      });
      await holdStored(tx, stored);
    },
    { timeout: 120_000 },
  );
  return plan;
}

function filesOf(bundle: Bundle): readonly string[] {
  const { sample_submission: sample, metric_file: metric } = bundle.yaml.competition;
  return [sample, ...(metric ? [metric] : []), ...bundle.yaml.data, ...bundle.referenceFiles];
}

function otherFiles(bundle: Bundle): readonly string[] {
  const { competition } = bundle.yaml;
  return [
    competition.solution,
    ...competition.baselines.flatMap((each) => ('file' in each ? [each.file] : [])),
  ];
}

async function wantedState(bundle: Bundle): Promise<State> {
  const { yaml, folder } = bundle;
  const c = yaml.competition;
  const hashed = async (kind: FileKind, file: string): Promise<PlannedFile> => ({
    kind,
    path: file,
    ...(await hashFile(path.join(folder, file))),
  });
  const files = [
    await hashed('sample_submission', c.sample_submission),
    ...(await Promise.all(yaml.data.map((file) => hashed('data', file)))),
    ...(c.metric_file ? [await hashed('metric', c.metric_file)] : []),
    ...(await Promise.all(bundle.referenceFiles.map((file) => hashed('reference', file)))),
  ];
  const pages = await Promise.all(
    Object.entries(yaml.pages).map(
      async ([slug, fileName]) =>
        [slug, { fileName, markdown: await checkedText(folder, fileName) }] as const,
    ),
  );
  const baselines = await Promise.all(
    c.baselines.map(async (each) =>
      'file' in each
        ? {
            name: each.name,
            fileName: each.file,
            sha256: (await hashFile(path.join(folder, each.file))).sha256,
            publicScore: null,
            privateScore: null,
          }
        : {
            name: each.name,
            fileName: null,
            sha256: null,
            publicScore: each.public,
            privateScore: each.private,
          },
    ),
  );
  return {
    settings: {
      title: yaml.title,
      timezone: yaml.timezone,
      opensAt: bundle.opensAt.toISOString(),
      closesAt: bundle.closesAt.toISOString(),
      metric: bundle.metric.spec,
      idColumn: c.id,
      targetColumns: bundle.targetColumns,
      labels: bundle.labels,
      split: splitOf(yaml),
      dailyLimit: c.daily_limit,
      limitTimezone: c.limit_timezone,
      failedPerDayMax: c.failed_per_day,
      finalSubmissions: c.final_submissions,
      revealMode: c.reveal,
      precision: c.precision,
      fileBytesMax: Math.floor(c.max_file_mb * 1_000_000),
      rulesRequired: c.accept_rules !== undefined,
      lateSubmissions: c.late_submissions,
    },
    pages: Object.fromEntries(pages),
    files,
    solution: (await hashFile(path.join(folder, c.solution))).sha256,
    baselines,
    sections: Object.fromEntries(SECTIONS.map(({ key }) => [key, sectionValue(yaml, key)])),
  };
}

async function presentState(tx: Db | Tx, bundle: Bundle): Promise<State | null> {
  const row = await tx.assignment.findFirst({
    where: { slug: bundle.yaml.assignment, course: { slug: bundle.yaml.course } },
    include: {
      pages: { orderBy: { position: 'asc' } },
      files: { orderBy: { position: 'asc' } },
      competition: { include: { activeSolution: true, baselines: { orderBy: { position: 'asc' } } } },
    },
  });
  const competition = row?.competition;
  if (!row || !competition) return null;
  const {
    metric,
    idColumn,
    targetColumns,
    labels,
    split,
    dailyLimit,
    limitTimezone,
    failedPerDayMax,
    finalSubmissions,
    revealMode,
    precision,
    fileBytesMax,
    rulesRequired,
    lateSubmissions,
  } = competition;
  return {
    settings: {
      title: row.title,
      timezone: row.timezone,
      opensAt: row.opensAt.toISOString(),
      closesAt: row.closesAt.toISOString(),
      ...{
        metric,
        idColumn,
        targetColumns,
        labels,
        split,
        dailyLimit,
        limitTimezone,
        failedPerDayMax,
        finalSubmissions,
        revealMode,
        precision,
        fileBytesMax,
        rulesRequired,
        lateSubmissions,
      },
    },
    pages: Object.fromEntries(
      row.pages.map(({ slug, fileName, markdown }) => [slug, { fileName, markdown }]),
    ),
    files: row.files.map(({ kind, path: file, sha256, bytes }) => ({
      kind,
      path: file,
      sha256,
      bytes: Number(bytes),
    })),
    solution: competition.activeSolution?.sha256 ?? '',
    // Scores of a baseline that is a file are found by scoring it; they are no setting.
    baselines: competition.baselines.map(({ name, fileName, sha256, publicScore, privateScore }) =>
      sha256
        ? { name, fileName, sha256, publicScore: null, privateScore: null }
        : { name, fileName, sha256, publicScore, privateScore },
    ),
    sections: await presentSections(tx, row.id),
  };
}

/** The stored sections by key. */
export async function presentSections(tx: Db | Tx, assignmentId: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const section of SECTIONS) found[section.key] = await section.present(tx, assignmentId);
  return found;
}

function difference(wanted: State, present: State): string[] {
  const lines: string[] = [];
  const show = (value: unknown): string => JSON.stringify(value);
  for (const [key, value] of Object.entries(wanted.settings)) {
    if (canonical(value) !== canonical(present.settings[key]))
      lines.push(`${key}: ${show(present.settings[key])} → ${show(value)}`);
  }
  lines.push(
    ...changes(
      'page',
      new Map(Object.entries(present.pages).map(([key, page]) => [key, show(page)])),
      new Map(Object.entries(wanted.pages).map(([key, page]) => [key, show(page)])),
    ),
  );
  const byPath = (files: readonly PlannedFile[]): Map<string, string> =>
    new Map(files.map((file) => [file.path, `${file.kind} ${file.sha256}`]));
  lines.push(...changes('file', byPath(present.files), byPath(wanted.files)));
  const byName = (state: State): Map<string, string> =>
    new Map(state.baselines.map((each) => [each.name, show(each)]));
  lines.push(...changes('baseline', byName(present), byName(wanted)));
  if (wanted.solution !== present.solution) lines.push('solution: another file');
  const byKey = (state: State): Map<string, string> =>
    new Map(
      Object.entries(state.sections).flatMap(([key, value]) =>
        value === null ? [] : [[key, canonical(value)]],
      ),
    );
  lines.push(...changes('section', byKey(present), byKey(wanted)));
  return lines;
}

/** JSON with sorted keys: the database gives an object's keys back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function changes(
  what: string,
  present: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): string[] {
  const added = [...wanted.keys()].filter((key) => !present.has(key)).map((key) => `${what} ${key}: added`);
  const removed = [...present.keys()]
    .filter((key) => !wanted.has(key))
    .map((key) => `${what} ${key}: removed`);
  const changed = [...wanted]
    .filter(([key, value]) => present.has(key) && present.get(key) !== value)
    .map(([key]) => `${what} ${key}: changed`);
  return [...added, ...changed, ...removed];
}

async function writeAssignment(tx: Tx, bundle: Bundle): Promise<string> {
  const { yaml } = bundle;
  const course = await tx.course.upsert({
    where: { slug: yaml.course },
    create: { slug: yaml.course, title: yaml.course_title ?? yaml.course, timezone: yaml.timezone },
    update: yaml.course_title ? { title: yaml.course_title } : {},
  });
  const data = {
    title: yaml.title,
    timezone: yaml.timezone,
    opensAt: bundle.opensAt,
    closesAt: bundle.closesAt,
  };
  const { id } = await tx.assignment.upsert({
    where: { courseId_slug: { courseId: course.id, slug: yaml.assignment } },
    create: { courseId: course.id, slug: yaml.assignment, ...data },
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
    fileBytesMax: Math.floor(c.max_file_mb * 1_000_000),
    rulesRequired: c.accept_rules !== undefined,
    lateSubmissions: c.late_submissions,
  };
  const split = splitOf(yaml);
  await tx.competition.upsert({
    where: { assignmentId: id },
    create: { assignmentId: id, ...settings, ...(split ? { split } : {}) },
    update: { ...settings, ...(split ? { split } : {}) },
  });
  return id;
}

async function writeParts(tx: Tx, assignmentId: string, wanted: State): Promise<void> {
  await tx.assignmentPage.deleteMany({ where: { assignmentId } });
  await tx.assignmentPage.createMany({
    data: Object.entries(wanted.pages).map(([slug, page], position) => ({
      assignmentId,
      slug,
      position,
      ...page,
    })),
  });
  await tx.assignmentFile.deleteMany({ where: { assignmentId } });
  await tx.assignmentFile.createMany({
    data: wanted.files.map((file, position) => ({ assignmentId, position, ...file })),
  });
}

/** A first solution counts at once; later ones only while there are no scores (planImport has seen to it). */
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

async function writeBaselines(tx: Tx, competitionId: string, wanted: State): Promise<void> {
  await tx.baseline.deleteMany({ where: { competitionId } });
  await tx.baseline.createMany({
    data: wanted.baselines.map((each, position) => ({ competitionId, position, ...each })),
  });
  if (wanted.baselines.some((each) => each.sha256)) await enqueue(tx, scoreBaselinesJob, { competitionId });
}

async function writeSections(tx: Tx, assignmentId: string, wanted: State): Promise<void> {
  const present = await presentSections(tx, assignmentId);
  for (const section of SECTIONS) {
    const value = wanted.sections[section.key] ?? null;
    if (canonical(value) !== canonical(present[section.key])) await section.apply(tx, assignmentId, value);
  }
}
