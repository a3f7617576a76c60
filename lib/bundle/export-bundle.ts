import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DateTime } from 'luxon';
import { stringify } from 'yaml';
import { lastMinute } from '@/lib/assignment/deadline.core';
import { bySlugs } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { CUSTOM } from '@/lib/metrics/custom.core';
import { db } from '@/lib/platform/database/client';
import { databaseNow } from '@/lib/platform/clock';
import { storedPath } from '@/lib/platform/files/store';
import { storedZip } from '@/lib/platform/files/stored-zip';
import { ok, type Result } from '@/lib/platform/result';
import { presentSections } from '@/lib/bundle/assignment-state';

/** An assignment as a bundle: what is written anew, and what is copied from the store, by name. */
interface BundleContents {
  readonly assignment: { readonly id: string; readonly courseId: string; readonly slug: string };
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  readonly stored: readonly { readonly name: string; readonly sha256: string }[];
}

/**
 * Writes an assignment back as a folder that imports to the same assignment; files byte for byte. For the operator: it holds
 * the solution, and is audited (A41).
 */
export async function exportBundle(
  courseSlug: string,
  slug: string,
  folder: string,
): Promise<Result<{ files: number }>> {
  const contents = await contentsOf(courseSlug, slug);
  if (!contents.ok) return contents;
  const { texts, stored, assignment } = contents.value;
  for (const { name, text } of texts) await writeFile(await madeFor(folder, name), text);
  for (const { name, sha256 } of stored) await copyFile(storedPath(sha256), await madeFor(folder, name));
  await auditExport(assignment, null, { folder });
  return ok({ files: stored.length + texts.length });
}

/** The same as a zip file of `bytes` bytes that is made while it is read; for staff. */
export async function exportBundleZip(
  viewer: Viewer,
  courseSlug: string,
  slug: string,
): Promise<
  Result<{ readonly fileName: string; readonly bytes: number; readonly content: AsyncIterable<Uint8Array> }>
> {
  const entered = await enter(db(), viewer, bySlugs(courseSlug, slug), 'staff');
  if (!entered.ok) return entered;
  const contents = await contentsOf(courseSlug, slug);
  if (!contents.ok) return contents;
  const { texts, stored, assignment } = contents.value;
  const at = await databaseNow(db());
  const zip = await storedZip([
    ...texts.map(({ name, text }) => ({ name, at, content: { bytes: Buffer.from(text) } })),
    ...stored.map(({ name, sha256 }) => ({ name, at, content: { sha256 } })),
  ]);
  await auditExport(assignment, viewer.userId, {});
  return ok({ fileName: `${courseSlug}-${slug}.zip`, bytes: zip.bytes, content: zip.chunks() });
}

async function auditExport(
  { id, courseId, slug }: BundleContents['assignment'],
  actorId: string | null,
  detail: Record<string, string>,
): Promise<void> {
  await db().$transaction((tx) =>
    audit(tx, {
      actorId,
      courseId,
      assignmentId: id,
      action: 'assignment.exported',
      subject: `assignment ${slug}`,
      detail,
    }),
  );
}

async function contentsOf(courseSlug: string, slug: string): Promise<Result<BundleContents>> {
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
  const reference = commonFolder(ofKind('reference'));
  const ownMetric = ofKind('metric')[0];
  const rules = row.pages.find((page) => page.slug === 'rules' || page.slug.startsWith('rules.'));
  const yaml = {
    course: courseSlug,
    course_title: row.course.title,
    assignment: slug,
    title: row.title,
    timezone: row.timezone,
    opens: localTime(row.opensAt, row.timezone),
    closes: localTime(lastMinute(row.closesAt), row.timezone),
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
    ...(reference ? { reference } : {}),
    ...Object.fromEntries(
      Object.entries(await presentSections(db(), row.id)).filter(([, value]) => value !== null),
    ),
  };
  return ok({
    assignment: { id: row.id, courseId: row.courseId, slug },
    texts: [
      { name: 'assignment.yaml', text: stringify(yaml) },
      ...row.pages.map((page) => ({ name: page.fileName, text: page.markdown })),
    ],
    // A file may stand for two things, such as the sample submission among the data.
    stored: onceByName([
      ...row.files.map((file) => ({ name: file.path, sha256: file.sha256 })),
      { name: solution.fileName, sha256: solution.sha256 },
      ...c.baselines.flatMap((each) =>
        each.fileName && each.sha256 ? [{ name: each.fileName, sha256: each.sha256 }] : [],
      ),
    ]),
  });
}

/** The innermost folder that holds all of them, with a slash at its end; null where there are none. */
function commonFolder(files: readonly string[]): string | null {
  const [first, ...others] = files.map((file) => path.posix.dirname(file).split('/'));
  if (!first) return null;
  const parts = first.filter((_, depth) =>
    others.every((other) => first.slice(0, depth + 1).every((part, at) => other[at] === part)),
  );
  return `${parts.join('/')}/`;
}

function onceByName<Named extends { readonly name: string }>(files: readonly Named[]): Named[] {
  return [...new Map(files.map((each) => [each.name, each])).values()];
}

function localTime(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** Where a file of the folder goes, its own folder made. */
async function madeFor(folder: string, name: string): Promise<string> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  return target;
}
