import { rm } from 'node:fs/promises';
import path from 'node:path';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { lockUploads } from '@/lib/platform/database/locks';
import type { ContentRange } from '@/lib/platform/files/content-range.core';
import { refusedForDisk } from '@/lib/platform/files/disk';
import type { WrittenFile } from '@/lib/platform/files/fresh-file';
import { receivePieces } from '@/lib/platform/files/receive';
import type { Upload } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';
import { COMPLETE_MS_MAX, RECEIVING_MS_MAX, type UploadTarget } from '@/lib/upload/upload.types';

/** Uploads in pieces. Each piece is a file of its own, recorded when it is on the disk, if it still is the next one. */

/** Unfinished uploads one person may hold, so that nobody fills the disk with beginnings. */
const UNFINISHED_MAX = 20;

/** Begins an upload of `bytesTotal` bytes. The caller has asked whether what it is for would take it, and whether there is room. */
export async function beginUpload(
  target: UploadTarget,
  file: { readonly fileName: string; readonly bytesTotal: number },
): Promise<Result<Upload>> {
  const rows = await db().$transaction(async (tx) => {
    await lockUploads(tx, target.userId);
    return tx.$queryRaw<{ id: string }[]>`
      INSERT INTO upload (user_id, course_id, assignment_id, purpose, file_name, bytes_total, expires_at)
      SELECT ${target.userId}::uuid, ${target.courseId}::uuid, ${target.assignmentId}::uuid,
             ${target.purpose}::upload_purpose, ${file.fileName}, ${file.bytesTotal}::bigint,
             app_now() + ${RECEIVING_MS_MAX} * interval '1 millisecond'
      WHERE (SELECT count(*) FROM upload
             WHERE user_id = ${target.userId}::uuid AND state = 'receiving' AND expires_at > app_now()) < ${UNFINISHED_MAX}
      RETURNING id`;
  });
  const [made] = rows;
  if (!made)
    return refuse({
      code: 'too_many_uploads',
      message: `You have ${UNFINISHED_MAX} unfinished uploads, the most there may be; finish one, or wait two hours.`,
    });
  return ok(await db().upload.findUniqueOrThrow({ where: { id: made.id } }));
}

/** The viewer's own upload as it stands; not found when it is another's, or over. */
export async function ownUpload(viewer: Viewer, uploadId: string): Promise<Result<Upload>> {
  const rows = await db().$queryRaw<{ own: boolean }[]>`
    SELECT user_id = ${viewer.userId}::uuid AND expires_at > app_now() AS own FROM upload WHERE id = ${uploadId}::uuid`;
  if (rows[0]?.own !== true) return notFound('upload');
  const upload = await db().upload.findUnique({ where: { id: uploadId } });
  return upload ? ok(upload) : notFound('upload');
}

/**
 * Takes a piece. It counts if it begins where the recorded bytes end, both when it starts and when it has arrived: of two
 * writers at one place the first to arrive is taken, the other is told where to go on. Of a piece that breaks off what has
 * arrived counts, and it throws.
 */
export async function receivePiece(
  viewer: Viewer,
  uploadId: string,
  range: Extract<ContentRange, { kind: 'piece' }>,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<Upload>> {
  const found = await ownUpload(viewer, uploadId);
  if (!found.ok) return found;
  const upload = found.value;
  const refused = refusedRange(upload, range) ?? (await refusedForDisk(range.bytes ?? 0));
  if (refused) return refused;
  let start = range.start;
  const taken = await receivePieces(body, {
    bytesMax: range.bytes ?? Number(upload.bytesTotal) - start,
    record: async (piece) => {
      const isNext = await recordPiece(upload.id, start, piece);
      start += piece.bytes;
      return isNext;
    },
  });
  if (!taken.ok) return taken;
  if (upload.bytesTotal === 0n) await recordEmpty(upload.id);
  const now = await ownUpload(viewer, uploadId);
  if (!now.ok || taken.value === 'taken') return now;
  return refusedRange(now.value, range) ?? now;
}

/** Why a piece of this range is not taken by an upload that stands like this; null: it would be. */
function refusedRange(upload: Upload, range: Extract<ContentRange, { kind: 'piece' }>): Refused | null {
  const [offset, total] = [Number(upload.bytesReceived), Number(upload.bytesTotal)];
  if (range.total !== null && range.total !== total)
    return refuse({
      code: 'bad_range',
      field: 'Content-Range',
      message: `Content-Range says the file has ${range.total} bytes; this upload was begun for ${total}.`,
    });
  if (upload.receivedAt !== null)
    return refuse({
      code: 'upload_complete',
      message: `All ${total} bytes had arrived at ${upload.receivedAt.toISOString()}; nothing more is taken. Finish this upload, or begin another.`,
    });
  if (range.start === offset) return null;
  return refuse({
    code: 'wrong_offset',
    message: `The server has ${offset} bytes; go on from there, not from ${range.start}.`,
  });
}

/** Records a written piece if it is the next one, under the upload's row lock; otherwise its bytes go. */
async function recordPiece(uploadId: string, start: number, piece: WrittenFile): Promise<boolean> {
  // Where this throws the piece may be recorded or not: its file stays for the sweeper to tell.
  const recorded = await db().$executeRaw`
    WITH taken AS (
      UPDATE upload SET bytes_received = bytes_received + ${piece.bytes}::bigint,
        received_at = CASE WHEN bytes_received + ${piece.bytes}::bigint = bytes_total THEN app_now() END,
        expires_at = CASE WHEN bytes_received + ${piece.bytes}::bigint = bytes_total
                          THEN app_now() + ${COMPLETE_MS_MAX} * interval '1 millisecond' ELSE expires_at END
      WHERE id = ${uploadId}::uuid AND state = 'receiving' AND received_at IS NULL AND bytes_received = ${start}::bigint
        AND bytes_received + ${piece.bytes}::bigint <= bytes_total
      RETURNING id)
    INSERT INTO upload_piece (upload_id, start, bytes, file)
    SELECT id, ${start}::bigint, ${piece.bytes}::bigint, ${path.basename(piece.path)} FROM taken`;
  if (recorded === 0) await rm(piece.path, { force: true });
  return recorded === 1;
}

/** A file without bytes has all of them as soon as somebody sends none. */
async function recordEmpty(uploadId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE upload SET received_at = app_now(), expires_at = app_now() + ${COMPLETE_MS_MAX} * interval '1 millisecond'
    WHERE id = ${uploadId}::uuid AND state = 'receiving' AND received_at IS NULL AND bytes_total = 0`;
}
