import path from 'node:path';
import type { Db, Tx } from '@/lib/platform/database/client';
import { hashFile } from '@/lib/platform/files/store';
import { checkedText } from '@/lib/bundle/bundle-text';
import { sectionValue } from '@/lib/bundle/bundle.schema';
import type { AssignmentState, PlannedBaseline, PlannedFile } from '@/lib/bundle/difference.core';
import { splitOf, type Bundle } from '@/lib/bundle/read-bundle';
import { SECTIONS } from '@/lib/bundle/sections';

/** The state a bundle asks for. Hashes its files. */
export async function wantedState(bundle: Bundle): Promise<AssignmentState> {
  const { yaml, folder } = bundle;
  const c = yaml.competition;
  const hashed = async (kind: PlannedFile['kind'], file: string): Promise<PlannedFile> => ({
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
  const baselines = await Promise.all(c.baselines.map((each) => wantedBaseline(folder, each)));
  return {
    settings: {
      ...(yaml.course_title === undefined ? {} : { courseTitle: yaml.course_title }),
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
      fileBytesMax: Math.round(c.max_file_mb * 1_000_000),
      rulesRequired: c.accept_rules !== undefined,
      lateSubmissions: c.late_submissions,
    },
    pages: Object.fromEntries(pages),
    files: inBundleOrder(files),
    solution: (await hashFile(path.join(folder, c.solution))).sha256,
    baselines,
    sections: Object.fromEntries(SECTIONS.map(({ key }) => [key, sectionValue(yaml, key)])),
  };
}

async function wantedBaseline(
  folder: string,
  each: Bundle['yaml']['competition']['baselines'][number],
): Promise<PlannedBaseline> {
  if (!('file' in each))
    return {
      name: each.name,
      fileName: null,
      sha256: null,
      publicScore: each.public,
      privateScore: each.private,
    };
  const { sha256 } = await hashFile(path.join(folder, each.file));
  return { name: each.name, fileName: each.file, sha256, publicScore: null, privateScore: null };
}

/** The stored state; null: there is no such assignment. */
export async function presentState(tx: Db | Tx, assignmentId: string): Promise<AssignmentState | null> {
  const row = await tx.assignment.findFirst({
    where: { id: assignmentId },
    include: {
      course: true,
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
      courseTitle: row.course.title,
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
    files: inBundleOrder(
      row.files.map(({ kind, path: file, sha256, bytes }) => ({
        kind,
        path: file,
        sha256,
        bytes: Number(bytes),
      })),
    ),
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

const KINDS = ['sample_submission', 'data', 'metric', 'reference'] as const;

/** By kind; the data in its own order, which is shown, the reference folder by path. */
function inBundleOrder(files: readonly PlannedFile[]): PlannedFile[] {
  return KINDS.flatMap((kind) => {
    const own = files.filter((file) => file.kind === kind);
    return kind === 'reference' ? own.sort((a, b) => (a.path < b.path ? -1 : 1)) : own;
  });
}

/** The stored sections by key. */
export async function presentSections(tx: Db | Tx, assignmentId: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const section of SECTIONS) found[section.key] = await section.present(tx, assignmentId);
  return found;
}
