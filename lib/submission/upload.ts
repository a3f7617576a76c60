import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { shownFileName } from '@/lib/platform/file-name.core';
import type { ContentRange } from '@/lib/platform/files/content-range.core';
import type { Upload } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { acceptSubmission, admitNow, type SubmissionRequest } from '@/lib/submission/accept-submission';
import { findReceipt, type Receipt } from '@/lib/submission/receipt';
import { beginUpload, ownUpload, receivePiece as receive } from '@/lib/upload/receive';
import { roomFor } from '@/lib/upload/room';
import { sealedOf, sealUpload } from '@/lib/upload/seal';

/** Predictions as resumable uploads: begun, filled in one piece or several (also after a cut or a restart), then submitted. */

export interface UploadState {
  readonly uploadId: string;
  readonly competitionId: string;
  /** Bytes the server has; the next piece begins here. */
  readonly offset: number;
  readonly bytesTotal: number;
  /** ISO 8601, by the database's clock: when the last byte had arrived; null: bytes are missing. */
  readonly receivedAt: string | null;
}

/** Begins an upload of `bytesTotal` bytes. Refused when the competition would not take the file now, or has no room for it. */
export async function startUpload(
  viewer: Viewer,
  request: { readonly competitionId: string; readonly fileName: string; readonly bytesTotal: number },
): Promise<Result<UploadState>> {
  const entered = await enter(db(), viewer, byId(request.competitionId));
  if (!entered.ok) return entered;
  const { competition } = entered.value;
  const admitted = await admitNow(viewer, entered.value, request.bytesTotal);
  if (!admitted.ok) return admitted;
  const target = {
    userId: viewer.userId,
    courseId: competition.courseId,
    assignmentId: competition.id,
    purpose: 'prediction' as const,
  };
  const room = await roomFor(target);
  if (request.bytesTotal > room.bytes) return room.refusal(request.bytesTotal);
  const fileName = shownFileName(request.fileName);
  const begun = await beginUpload(target, { fileName, bytesTotal: request.bytesTotal });
  return begun.ok ? ok(stateOf(begun.value)) : begun;
}

/** How far an upload has come. */
export async function uploadState(viewer: Viewer, uploadId: string): Promise<Result<UploadState>> {
  const upload = await ownUpload(viewer, uploadId);
  return upload.ok ? ok(stateOf(upload.value)) : upload;
}

/** Takes a piece; see `lib/upload/receive.ts`. */
export async function receivePiece(
  viewer: Viewer,
  uploadId: string,
  range: ContentRange,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<UploadState>> {
  if (range.kind === 'question') return uploadState(viewer, uploadId);
  const upload = await receive(viewer, uploadId, range, body);
  return upload.ok ? ok(stateOf(upload.value)) : upload;
}

/** Makes a complete upload a submission. Asked again, it gives the same receipt, or the same refusal. */
export async function finishUpload(
  viewer: Viewer,
  uploadId: string,
  options: { readonly description: string; readonly source: SubmissionRequest['source'] },
): Promise<Result<Receipt>> {
  const found = await ownUpload(viewer, uploadId);
  if (!found.ok) return found;
  const sealed = await sealUpload(found.value);
  if (!sealed.ok) return sealed;
  const upload = sealed.value;
  if (upload.assignmentId === null || upload.purpose !== 'prediction') return notFound('upload');
  const request: SubmissionRequest = {
    competitionId: upload.assignmentId,
    idempotencyKey: `upload:${upload.id}`,
    ...options,
  };
  if (upload.state === 'refused') return refuse(...(upload.problems as unknown as readonly Problem[]));
  if (upload.state === 'consumed') {
    const earlier = await findReceipt(db(), viewer.userId, request);
    return earlier ? ok(earlier) : notFound('upload');
  }
  const file = await sealedOf(upload);
  return file.ok ? acceptSubmission(viewer, request, file.value) : file;
}

function stateOf(upload: Upload): UploadState {
  return {
    uploadId: upload.id,
    competitionId: upload.assignmentId ?? '',
    offset: Number(upload.bytesReceived),
    bytesTotal: Number(upload.bytesTotal),
    receivedAt: upload.receivedAt?.toISOString() ?? null,
  };
}
