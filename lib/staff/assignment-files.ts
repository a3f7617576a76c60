import type { Competition } from '@/lib/assignment/competition';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { isDiskFull, STORAGE_FULL } from '@/lib/platform/files/disk';
import type { FileKind } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { validatePredictionFile } from '@/lib/prediction/validate-file';
import { predictionTask } from '@/lib/submission/prediction-task';
import { claimUpload, consumeUpload, settleUpload } from '@/lib/upload/consume';
import { receiveSealed } from '@/lib/upload/direct';
import type { SealedUpload } from '@/lib/upload/upload.types';

/** What staff may add beside what an import brought. */
export type AddedKind = Extract<FileKind, 'data' | 'reference'>;

export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Largest file, in bytes; as for a whole bundle. */
export const ASSIGNMENT_FILE_BYTES_MAX = 4_500_000_000;

// What every file system and every address can hold; no part begins with a dot, so nothing leads out of the folder.
const FILE_PATH = /^([\p{L}\p{N}_-][\p{L}\p{N}_. -]{0,99}\/){0,5}[\p{L}\p{N}_-][\p{L}\p{N}_. -]{0,99}$/u;

/**
 * Puts a file where students find it: replaces the one of that path, whatever its kind, or adds one. The body goes to the
 * disk as it comes and is never held in memory. Until it is whole and checked the old file stays. Refused: a path outside
 * the folder or one that another part of the bundle has, a sample submission that would not be accepted as a submission.
 */
export async function putAssignmentFile(
  viewer: Viewer,
  assignmentId: string,
  file: { readonly path: string; readonly kind: AddedKind },
  body: AsyncIterable<Uint8Array>,
): Promise<Result<StoredFile>> {
  const path = file.path.normalize('NFC');
  const entered = await enter(db(), viewer, byId(assignmentId), 'staff');
  if (!entered.ok) return entered;
  const kind = await kindAt(db(), assignmentId, { ...file, path });
  if (!kind.ok) return kind;
  const sealed = await receiveSealed(
    {
      userId: viewer.userId,
      courseId: entered.value.competition.courseId,
      assignmentId,
      purpose: 'file',
    },
    { fileName: path, bytesMax: ASSIGNMENT_FILE_BYTES_MAX, idempotencyKey: null, sameBytesAgain: true },
    body,
  );
  if (!sealed.ok) return sealed;
  return settleUpload(sealed.value, async () => {
    if (sealed.value.bytes === 0) return badFile('The file is empty.');
    if (kind.value === 'sample_submission') {
      const valid = await checkSample(entered.value.competition, sealed.value.path);
      if (!valid.ok) return valid;
    }
    return record(viewer, assignmentId, { ...file, path }, kind.value, sealed.value);
  });
}

async function record(
  viewer: Viewer,
  assignmentId: string,
  file: { readonly path: string; readonly kind: AddedKind },
  kind: FileKind,
  sealed: SealedUpload,
): Promise<Result<StoredFile>> {
  const { path } = file;
  const stored = { sha256: sealed.sha256, bytes: sealed.bytes };
  try {
    return await db().$transaction(async (tx) => {
      await lockAssignment(tx, assignmentId, 'change');
      const again = await enter(tx, viewer, byId(assignmentId), 'staff');
      if (!again.ok) return again;
      const claimed = await claimUpload(tx, sealed);
      if (!claimed.ok) return claimed;
      if (claimed.value.became !== null) return ok(stored); // sent twice at once
      const now = await kindAt(tx, assignmentId, file);
      if (!now.ok) return now;
      if (now.value !== kind) return badFile('Somebody changed this file meanwhile. Look again.');
      await write(tx, assignmentId, { kind, path, ...stored });
      await audit(tx, {
        actorId: viewer.userId,
        courseId: again.value.competition.courseId,
        assignmentId,
        action: 'file.put',
        subject: `file ${path}`,
        detail: { kind, ...stored },
      });
      await consumeUpload(tx, sealed, path);
      return ok(stored);
    });
  } catch (error) {
    if (isDiskFull(error)) return refuse(STORAGE_FULL);
    throw error;
  }
}

/** Takes a data file or a file of reference code away. Its bytes stay in the store while a backup may need them. */
export async function removeAssignmentFile(
  viewer: Viewer,
  assignmentId: string,
  path: string,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff');
    if (!entered.ok) return entered;
    const row = await tx.assignmentFile.findUnique({ where: { assignmentId_path: { assignmentId, path } } });
    if (!row) return notFound('file');
    if (row.kind !== 'data' && row.kind !== 'reference')
      return badFile('An assignment needs this file; replace it instead.');
    await tx.assignmentFile.delete({ where: { id: row.id } });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: entered.value.competition.courseId,
      assignmentId,
      action: 'file.removed',
      subject: `file ${path}`,
      detail: { kind: row.kind, sha256: row.sha256, bytes: Number(row.bytes) },
    });
    return ok(null);
  });
}

/** The kind a file of this path has, or would get. */
async function kindAt(
  tx: Db | Tx,
  assignmentId: string,
  file: { readonly path: string; readonly kind: AddedKind },
): Promise<Result<FileKind>> {
  const there = await tx.assignmentFile.findMany({
    where: { assignmentId },
    select: { path: true, kind: true },
  });
  const same = there.find((each) => each.path === file.path);
  if (same?.kind === 'metric')
    return badFile('The file of the metric changes by import: scores were made with it.');
  if (same) return ok(same.kind);
  if (!FILE_PATH.test(file.path))
    return badFile('Letters, digits, spaces, dots, hyphens and underscores, in folders where you like.');
  if (await isTaken(tx, assignmentId, file.path))
    return badFile('The bundle has a solution, baseline or page of this name; choose another.');
  return file.kind === 'reference' ? inReferenceFolder(file.path, there) : ok(file.kind);
}

/** A bundle names one folder of reference code, so what is added must lie in it, or the export could not say where. */
function inReferenceFolder(
  path: string,
  there: readonly { readonly path: string; readonly kind: FileKind }[],
): Result<FileKind> {
  const first = there.find((each) => each.kind === 'reference')?.path ?? 'reference/';
  const folder = first.slice(0, first.lastIndexOf('/') + 1);
  return path.startsWith(folder) && !path.slice(folder.length).includes('/')
    ? ok('reference')
    : badFile(`Reference code of this assignment lies in ${folder || 'the top folder'}.`);
}

async function isTaken(tx: Db | Tx, assignmentId: string, path: string): Promise<boolean> {
  if (path === 'assignment.yaml') return true;
  const [solutions, baselines, pages] = await Promise.all([
    tx.solutionVersion.count({ where: { competitionId: assignmentId, fileName: path } }),
    tx.baseline.count({ where: { competitionId: assignmentId, fileName: path } }),
    tx.assignmentPage.count({ where: { assignmentId, fileName: path } }),
  ]);
  return solutions + baselines + pages > 0;
}

async function write(
  tx: Tx,
  assignmentId: string,
  file: StoredFile & { readonly kind: FileKind; readonly path: string },
): Promise<void> {
  const { path, kind, sha256, bytes } = file;
  const last = await tx.assignmentFile.aggregate({ where: { assignmentId }, _max: { position: true } });
  await tx.assignmentFile.upsert({
    where: { assignmentId_path: { assignmentId, path } },
    create: { assignmentId, path, kind, sha256, bytes, position: (last._max.position ?? -1) + 1 },
    update: { sha256, bytes, createdAt: await databaseNow(tx) },
  });
}

async function checkSample(competition: Competition, filePath: string): Promise<Result<unknown>> {
  const task = predictionTask(competition, filePath);
  return task.ok ? validatePredictionFile(task.value) : task;
}

function badFile<T>(message: string): Result<T> {
  return refuse({ code: 'bad_field', field: 'path', message });
}
