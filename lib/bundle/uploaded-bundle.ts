import { importBundleJob } from '@/lib/bundle/import-bundle.job';
import { isStaff } from '@/lib/identity/roles.core';
import { courseAccess, forbidden, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { shownFileName } from '@/lib/platform/file-name.core';
import { isDiskFull, STORAGE_FULL } from '@/lib/platform/files/disk';
import type { BundleImportStatus } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { claimUpload, consumeUpload, settleUpload } from '@/lib/upload/consume';
import { receiveSealed } from '@/lib/upload/direct';
import type { SealedUpload } from '@/lib/upload/upload.types';

/** An assignment's folder, uploaded as a zip: stored, read by the worker, confirmed by who uploaded it or a colleague. */

export const BUNDLE_BYTES_MAX = 4_500_000_000;
const SHOWN_MAX = 10;

export interface UploadedBundle {
  readonly id: string;
  readonly fileName: string;
  readonly by: string;
  readonly status: BundleImportStatus;
  /** Slug of the assignment in it; null before it was read. */
  readonly assignment: string | null;
  /** What would change, or has changed; empty: nothing. */
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
  readonly problems: readonly Problem[];
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Takes an archive and has the worker read it. Refused for whoever is not staff of the course. */
export async function uploadBundle(
  viewer: Viewer,
  courseSlug: string,
  file: { readonly fileName: string; readonly withoutMissing: boolean },
  body: AsyncIterable<Uint8Array>,
): Promise<Result<{ importId: string }>> {
  const course = await enterCourseAsStaff(db(), viewer, courseSlug);
  if (!course.ok) return course;
  const { courseId } = course.value;
  const sealed = await receiveSealed(
    { userId: viewer.userId, courseId, assignmentId: null, purpose: 'bundle' },
    {
      fileName: shownFileName(file.fileName),
      bytesMax: BUNDLE_BYTES_MAX,
      idempotencyKey: null,
      sameBytesAgain: true,
    },
    body,
  );
  if (!sealed.ok) return sealed;
  return settleUpload(sealed.value, () => record(viewer, courseId, file.withoutMissing, sealed.value));
}

async function record(
  viewer: Viewer,
  courseId: string,
  withoutMissing: boolean,
  sealed: SealedUpload,
): Promise<Result<{ importId: string }>> {
  const { fileName, sha256, bytes } = sealed;
  try {
    return await db().$transaction(async (tx) => {
      const claimed = await claimUpload(tx, sealed);
      if (!claimed.ok) return claimed;
      if (claimed.value.became !== null) return ok({ importId: claimed.value.became }); // sent twice at once
      const { id } = await tx.bundleImport.create({
        data: { courseId, actorId: viewer.userId, fileName, withoutMissing, sha256, bytes },
      });
      await enqueue(tx, importBundleJob, { importId: id });
      await audit(tx, {
        actorId: viewer.userId,
        courseId,
        action: 'bundle.uploaded',
        subject: `bundle ${id}`,
        detail: { sha256, bytes },
      });
      await consumeUpload(tx, sealed, id);
      return ok({ importId: id });
    });
  } catch (error) {
    if (isDiskFull(error)) return refuse(STORAGE_FULL);
    throw error;
  }
}

/** The course's latest uploads, newest first. */
export async function uploadedBundles(
  viewer: Viewer,
  courseSlug: string,
): Promise<Result<readonly UploadedBundle[]>> {
  const course = await enterCourseAsStaff(db(), viewer, courseSlug);
  if (!course.ok) return course;
  const rows = await db().bundleImport.findMany({
    where: { courseId: course.value.courseId },
    orderBy: { createdAt: 'desc' },
    take: SHOWN_MAX,
    include: { actor: { select: { name: true } } },
  });
  return ok(
    rows.map((row) => ({
      id: row.id,
      fileName: row.fileName,
      by: row.actor.name,
      status: row.status,
      assignment: row.assignment,
      lines: row.lines as unknown as readonly string[],
      warnings: row.warnings as unknown as readonly string[],
      problems: row.problems as unknown as readonly Problem[],
      createdAt: row.createdAt.toISOString(),
    })),
  );
}

/** Confirms what was shown: the worker applies it, unless the assignment has changed meanwhile. */
export async function applyUploadedBundle(viewer: Viewer, importId: string): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const row = await tx.bundleImport.findUnique({ where: { id: importId }, include: { course: true } });
    if (!row) return notFound('bundle');
    const course = await enterCourseAsStaff(tx, viewer, row.course.slug);
    if (!course.ok) return course;
    const { count } = await tx.bundleImport.updateMany({
      where: { id: importId, status: 'ready' },
      data: { status: 'applying', actorId: viewer.userId },
    });
    if (count === 0)
      return refuse({ code: 'not_ready', message: 'This upload is not waiting for a confirmation.' });
    await enqueue(tx, importBundleJob, { importId });
    return ok(null);
  });
}

async function enterCourseAsStaff(
  tx: Db | Tx,
  viewer: Viewer,
  slug: string,
): Promise<Result<{ courseId: string }>> {
  const course = await tx.course.findUnique({ where: { slug }, select: { id: true } });
  const access = course && (await courseAccess(tx, viewer, course.id));
  if (!course || !access) return notFound('course');
  return isStaff(access.role)
    ? ok({ courseId: course.id })
    : forbidden('This is for the staff of the course.');
}
