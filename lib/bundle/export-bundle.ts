import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DateTime } from 'luxon';
import { stringify } from 'yaml';
import { notFound } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { CUSTOM } from '@/lib/metrics/custom.core';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import { ok, type Result } from '@/lib/platform/result';
import { presentSections } from '@/lib/bundle/import-bundle';

/**
 * Writes an assignment back as a folder that imports to the same assignment; files byte for byte. It holds the solution, so
 * it is for the operator and for staff, and is audited (A41).
 */
export async function exportBundle(
  courseSlug: string,
  slug: string,
  folder: string,
  actorId: string | null,
): Promise<Result<{ files: number }>> {
  const row = await db().assignment.findFirst({
    where: { slug, course: { slug: courseSlug } },
    include: {
      course: true,
      pages: { orderBy: { position: 'asc' } },
      files: { orderBy: { position: 'asc' } },
      competition: { include: { activeSolution: true, baselines: { orderBy: { position: 'asc' } } } },
    },
  });
  const c = row?.competition;
  if (!row || !c?.activeSolution) return notFound('assignment');
  const solution = c.activeSolution;
  const ofKind = (kind: string): string[] =>
    row.files.filter((file) => file.kind === kind).map((file) => file.path);
  const reference = ofKind('reference')[0];
  const ownMetric = ofKind('metric')[0];
  const rules = row.pages.find((page) => page.slug === 'rules');
  const yaml = {
    course: courseSlug,
    course_title: row.course.title,
    assignment: slug,
    title: row.title,
    timezone: row.timezone,
    opens: localTime(row.opensAt, row.timezone),
    closes: localTime(new Date(row.closesAt.getTime() - 60_000), row.timezone),
    competition: {
      ...(ownMetric ? { metric: CUSTOM, metric_file: ownMetric } : { metric: c.metric }),
      id: c.idColumn,
      target: c.targetColumns.length === 1 ? c.targetColumns[0] : c.targetColumns,
      ...(c.labels.length > 0 ? { labels: c.labels } : {}),
      solution: solution.fileName,
      sample_submission: ofKind('sample_submission')[0],
      ...(c.split ? { split: c.split } : {}),
      baselines: c.baselines.map((each) =>
        each.fileName
          ? { name: each.name, file: each.fileName }
          : { name: each.name, public: each.publicScore, private: each.privateScore },
      ),
      daily_limit: c.dailyLimit,
      limit_timezone: c.limitTimezone,
      failed_per_day: c.failedPerDayMax,
      final_submissions: c.finalSubmissions,
      reveal: c.revealMode,
      precision: c.precision,
      max_file_mb: c.fileBytesMax / 1_000_000,
      late_submissions: c.lateSubmissions,
      ...(c.rulesRequired && rules ? { accept_rules: rules.fileName } : {}),
    },
    data: ofKind('data'),
    pages: Object.fromEntries(row.pages.map((page) => [page.slug, page.fileName])),
    ...(reference ? { reference: `${path.posix.dirname(reference)}/` } : {}),
    ...Object.fromEntries(
      Object.entries(await presentSections(db(), row.id)).filter(([, value]) => value !== null),
    ),
  };
  await write(folder, 'assignment.yaml', stringify(yaml));
  for (const page of row.pages) await write(folder, page.fileName, page.markdown);
  const stored = [
    ...row.files.map((file) => ({ name: file.path, sha256: file.sha256 })),
    { name: solution.fileName, sha256: solution.sha256 },
    ...c.baselines.flatMap((each) =>
      each.fileName && each.sha256 ? [{ name: each.fileName, sha256: each.sha256 }] : [],
    ),
  ];
  for (const { name, sha256 } of stored) await copy(folder, name, sha256);
  await db().$transaction((tx) =>
    audit(tx, {
      actorId,
      courseId: row.courseId,
      assignmentId: row.id,
      action: 'assignment.exported',
      subject: `assignment ${slug}`,
      detail: { folder },
    }),
  );
  return ok({ files: stored.length + row.pages.length + 1 });
}

function localTime(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

async function write(folder: string, name: string, text: string): Promise<void> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

async function copy(folder: string, name: string, sha256: string): Promise<void> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(storedPath(sha256), target);
}
