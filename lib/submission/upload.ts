import { rm, stat } from 'node:fs/promises';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { shownFileName } from '@/lib/platform/file-name.core';
import { receiveBody } from '@/lib/platform/files/receive';
import { hashFile, temporaryPath } from '@/lib/platform/files/store';
import type { Upload } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { acceptSubmission, type SubmissionRequest } from '@/lib/submission/accept-submission';
import { findReceipt, type Receipt } from '@/lib/submission/receipt';

/** Resumable uploads: begun, filled in one piece or several (also after a cut or a restart), then made a submission. */

const LIFETIME_MS = 2 * 3_600_000;
/** Unfinished uploads one person may hold, so that nobody fills the disk with beginnings. */
const PENDING_MAX = 20;

export interface UploadState {
  readonly uploadId: string;
  readonly competitionId: string;
  /** Bytes the server has; the next piece begins here. */
  readonly offset: number;
  readonly bytesTotal: number;
}

/** Begins an upload of `bytesTotal` bytes. Refused when the competition would not take the file anyway. */
export async function startUpload(
  viewer: Viewer,
  request: { readonly competitionId: string; readonly fileName: string; readonly bytesTotal: number },
): Promise<Result<UploadState>> {
  const entered = await enter(db(), viewer, byId(request.competitionId));
  if (!entered.ok) return entered;
  const { competition, now } = entered.value;
  if (request.bytesTotal > competition.fileBytesMax) {
    const message = `The file has ${request.bytesTotal} bytes; at most ${competition.fileBytesMax} are taken.`;
    return refuse({ code: 'file_too_large', message });
  }
  const pending = await db().upload.count({
    where: { userId: viewer.userId, submissionId: null, expiresAt: { gt: now } },
  });
  if (pending >= PENDING_MAX) {
    return refuse({
      code: 'too_many_uploads',
      message: 'Too many unfinished uploads; finish one, or wait two hours.',
    });
  }
  const upload = await db().upload.create({
    data: {
      userId: viewer.userId,
      competitionId: competition.id,
      fileName: shownFileName(request.fileName),
      bytesTotal: request.bytesTotal,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LIFETIME_MS),
    },
  });
  return ok({
    uploadId: upload.id,
    competitionId: upload.competitionId,
    offset: 0,
    bytesTotal: upload.bytesTotal,
  });
}

/** How far an upload has come. */
export async function uploadState(viewer: Viewer, uploadId: string): Promise<Result<UploadState>> {
  const upload = await ownUpload(viewer, uploadId);
  return upload.ok ? ok(await stateOf(upload.value)) : upload;
}

/** Takes a piece that begins at `start`. The answer's offset says what has arrived, also when the piece broke off. */
export async function receivePiece(
  viewer: Viewer,
  uploadId: string,
  start: number,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<UploadState>> {
  const found = await ownUpload(viewer, uploadId);
  if (!found.ok) return found;
  const upload = found.value;
  const before = await stateOf(upload);
  if (upload.completedAt) return ok(before);
  if (start > before.offset) {
    return refuse({
      code: 'wrong_offset',
      message: `The server has ${before.offset} bytes; go on from there, not from ${start}.`,
    });
  }
  const file = await temporaryPath(upload.id);
  const received = await receiveBody(body, file, { start, bytesMax: upload.bytesTotal });
  if (!received.ok) return received;
  if (received.value.bytes === upload.bytesTotal) {
    const completedAt = await databaseNow(db());
    await db().upload.updateMany({ where: { id: upload.id, completedAt: null }, data: { completedAt } });
  }
  return ok(await stateOf(upload));
}

/** Makes a complete upload a submission. Asked again, it gives the same receipt. */
export async function finishUpload(
  viewer: Viewer,
  uploadId: string,
  options: { readonly description: string; readonly source: SubmissionRequest['source'] },
): Promise<Result<Receipt>> {
  const found = await ownUpload(viewer, uploadId);
  if (!found.ok) return found;
  const upload = found.value;
  const request: SubmissionRequest = {
    competitionId: upload.competitionId,
    idempotencyKey: `upload:${upload.id}`,
    ...options,
  };
  const earlier = await findReceipt(db(), viewer.userId, request);
  if (earlier) return ok(earlier);
  const state = await stateOf(upload);
  if (!upload.completedAt || state.offset !== upload.bytesTotal) {
    return refuse({
      code: 'upload_incomplete',
      message: `Only ${state.offset} of ${upload.bytesTotal} bytes have arrived; send the rest first.`,
    });
  }
  const file = await temporaryPath(upload.id);
  const { sha256, bytes } = await hashFile(file);
  const receipt = await acceptSubmission(viewer, request, {
    temporaryPath: file,
    sha256,
    bytes,
    fileName: upload.fileName,
    receivedAt: upload.completedAt,
  });
  if (receipt.ok) {
    await db().upload.update({
      where: { id: upload.id },
      data: { submissionId: receipt.value.submissionId },
    });
  }
  return receipt;
}

/** Removes uploads nobody finished, with their bytes. Returns how many. */
export async function sweepUploads(): Promise<number> {
  const now = await databaseNow(db());
  const expired = await db().upload.findMany({ where: { expiresAt: { lt: now } }, take: 500 });
  for (const upload of expired) await rm(await temporaryPath(upload.id), { force: true });
  await db().upload.deleteMany({ where: { id: { in: expired.map((each) => each.id) } } });
  return expired.length;
}

async function ownUpload(viewer: Viewer, uploadId: string): Promise<Result<Upload>> {
  const upload = await db().upload.findUnique({ where: { id: uploadId } });
  if (!upload || upload.userId !== viewer.userId) return notFound('upload');
  if (upload.expiresAt < (await databaseNow(db()))) return notFound('upload');
  return ok(upload);
}

async function stateOf(upload: Upload): Promise<UploadState> {
  const offset = await stat(await temporaryPath(upload.id)).then(
    (found) => found.size,
    () => 0, // nothing has arrived yet
  );
  return {
    uploadId: upload.id,
    competitionId: upload.competitionId,
    offset: Math.min(offset, upload.bytesTotal),
    bytesTotal: upload.bytesTotal,
  };
}
