import type { JobHandler } from '@/lib/jobs/work-loop';
import { mkdir, rm } from 'node:fs/promises';
import { applyImport, planImport } from '@/lib/bundle/import-bundle';
import type { ImportBundle } from '@/lib/bundle/import-bundle.job';
import { readBundle, type Bundle } from '@/lib/bundle/read-bundle';
import { unpackBundle } from '@/lib/bundle/unpack-bundle';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { storedPath, temporaryPath } from '@/lib/platform/files/store';
import type { BundleImport, Prisma } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

/** Reads an uploaded bundle and writes down what it would change; confirmed, applies it. A try that was cut changes nothing. */
export async function importBundle(
  { importId }: ImportBundle,
  retry: { readonly isLast: boolean },
): Promise<void> {
  const row = await db().bundleImport.findUnique({ where: { id: importId }, include: { course: true } });
  if (!row || (row.status !== 'reading' && row.status !== 'applying')) return;
  const folder = await temporaryPath();
  await mkdir(folder);
  try {
    const bundle = await bundleOf(row, row.course.slug, folder);
    if (!bundle.ok) return await finish(importId, { status: 'refused', problems: json(bundle.problems) });
    await (row.status === 'reading' ? show(importId, bundle.value) : apply(row, bundle.value));
  } catch (error) {
    if (!retry.isLast) throw error;
    await refuseImport(importId, error instanceof Error ? error.message : String(error));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function refuseImport(importId: string, message: string): Promise<void> {
  await db().bundleImport.updateMany({
    where: { id: importId, status: { in: ['reading', 'applying'] } },
    data: {
      status: 'refused',
      problems: json([{ code: 'internal', message }]),
      finishedAt: await databaseNow(db()),
    },
  });
}

export const importing: JobHandler<ImportBundle> = {
  run: importBundle,
  abandon: ({ importId }, failure) => refuseImport(importId, failure),
};

async function bundleOf(
  { sha256, withoutMissing }: BundleImport,
  courseSlug: string,
  folder: string,
): Promise<Result<Bundle>> {
  const unpacked = await unpackBundle(storedPath(sha256), folder);
  if (!unpacked.ok) return unpacked;
  const bundle = await readBundle(folder, { withoutMissingData: withoutMissing });
  if (!bundle.ok) return refuse(...bundle.problems.map((each) => withoutPath(each, folder)));
  const { course } = bundle.value.yaml;
  if (course === courseSlug) return ok(bundle.value);
  return refuse({
    code: 'other_course',
    file: 'assignment.yaml',
    field: 'course',
    message: `The bundle is for the course ${course}; this is ${courseSlug}.`,
  });
}

async function show(importId: string, bundle: Bundle): Promise<void> {
  const plan = await planImport(bundle);
  if (!plan.ok) return finish(importId, { status: 'refused', problems: json(plan.problems) });
  await db().bundleImport.update({
    where: { id: importId },
    data: {
      status: plan.value.lines.length === 0 ? 'applied' : 'ready',
      assignment: bundle.yaml.assignment,
      lines: json(plan.value.lines),
      warnings: json(plan.value.warnings),
    },
  });
}

/** Applies what was confirmed. When the difference is another by now, it is shown again instead. */
async function apply(row: BundleImport, bundle: Bundle): Promise<void> {
  const done = await applyImport(bundle, row.actorId, row.lines as readonly string[]);
  if (!done.ok && done.problems.some((each) => each.code === 'changed_meanwhile'))
    return show(row.id, bundle);
  if (!done.ok) return finish(row.id, { status: 'refused', problems: json(done.problems) });
  await finish(row.id, { status: 'applied' });
}

async function finish(importId: string, data: Prisma.BundleImportUpdateInput): Promise<void> {
  await db().bundleImport.update({
    where: { id: importId },
    data: { ...data, finishedAt: await databaseNow(db()) },
  });
}

/** The folder is the server's own: its path is nobody's business (A42). */
function withoutPath(problem: Problem, folder: string): Problem {
  return { ...problem, message: problem.message.replaceAll(folder, 'The archive') };
}

function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
