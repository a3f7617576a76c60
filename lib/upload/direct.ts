import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/platform/database/client';
import { uploadsFolder } from '@/lib/platform/files/folders';
import type { WrittenFile } from '@/lib/platform/files/fresh-file';
import { receiveBody } from '@/lib/platform/files/receive';
import { ok, type Result } from '@/lib/platform/result';
import { keyConflict } from '@/lib/upload/idempotency.core';
import { roomFor } from '@/lib/upload/room';
import { COMPLETE_MS_MAX, type SealedUpload, type UploadTarget } from '@/lib/upload/upload.types';

export interface DirectFile {
  readonly fileName: string;
  readonly bytesMax: number;
  /** The request sent again with the same key takes up what the first has sealed. */
  readonly idempotencyKey: string | null;
  /** So does one with the same name and bytes, for what may as well be made once of them. */
  readonly sameBytesAgain: boolean;
}

/**
 * Receives a whole file as one body and seals it: one pass, one fsync, one statement, which also tells the instant of the
 * last byte. A body that is refused or breaks off leaves nothing. Where an earlier request sealed the same and came no
 * further, its instant counts. Refused: too large, no room, a key that was used with other content (both hashes told).
 */
export async function receiveSealed(
  target: UploadTarget,
  file: DirectFile,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<SealedUpload>> {
  const room = await roomFor(target);
  if (room.bytes < 1) return room.refusal(1);
  const received = await receiveBody(body, { bytesMax: Math.min(file.bytesMax, room.bytes) });
  if (!received.ok) return room.bytes < file.bytesMax ? room.refusal(room.bytes + 1) : received;
  return sealWritten(target, file, received.value);
}

interface SealedRow {
  readonly id: string;
  readonly fileName: string;
  readonly hash: string;
  readonly sealedFile: string;
  readonly receivedAt: Date;
}

async function sealWritten(
  target: UploadTarget,
  file: DirectFile,
  written: WrittenFile,
): Promise<Result<SealedUpload>> {
  const { userId, courseId, assignmentId, purpose } = target;
  // Where this throws the row may be there or not: the file stays for the sweeper to tell.
  const rows = await db().$queryRaw<SealedRow[]>`
    WITH earlier AS (
      SELECT id, file_name, content_hash, sealed_file, received_at FROM upload
      WHERE user_id = ${userId}::uuid AND state = 'sealed' AND course_id = ${courseId}::uuid
        AND assignment_id IS NOT DISTINCT FROM ${assignmentId}::uuid AND purpose = ${purpose}::upload_purpose
        AND expires_at > app_now()
        AND (idempotency_key = ${file.idempotencyKey} OR (${file.sameBytesAgain} AND content_hash = ${written.sha256} AND file_name = ${file.fileName}))
      ORDER BY received_at LIMIT 1),
    made AS (
      INSERT INTO upload (user_id, course_id, assignment_id, purpose, state, file_name, bytes_total, bytes_received,
                          idempotency_key, content_hash, sealed_file, received_at, expires_at)
      SELECT ${userId}::uuid, ${courseId}::uuid, ${assignmentId}::uuid, ${purpose}::upload_purpose, 'sealed',
             ${file.fileName}, ${written.bytes}::bigint, ${written.bytes}::bigint, ${file.idempotencyKey},
             ${written.sha256}, ${path.basename(written.path)}, now.at, now.at + ${COMPLETE_MS_MAX} * interval '1 millisecond'
      FROM (SELECT app_now() AS at) AS now WHERE NOT EXISTS (SELECT 1 FROM earlier)
      RETURNING id, file_name, content_hash, sealed_file, received_at)
    SELECT id, file_name AS "fileName", content_hash AS hash, sealed_file AS "sealedFile", received_at AS "receivedAt"
    FROM (SELECT * FROM earlier UNION ALL SELECT * FROM made) AS found`;
  const [row] = rows;
  if (!row) throw new Error('a sealed upload vanished');
  const own = path.basename(written.path);
  if (row.hash !== written.sha256) {
    await rm(written.path, { force: true });
    return keyConflict(row.hash, written.sha256);
  }
  let sealedFile = row.sealedFile;
  if (sealedFile !== own) {
    if (await hasBytes(path.join(uploadsFolder(), sealedFile), written.bytes))
      await rm(written.path, { force: true });
    else {
      // The disk has lost the first one's bytes; these are the same.
      await db().upload.update({ where: { id: row.id }, data: { sealedFile: own } });
      sealedFile = own;
    }
  }
  return ok({
    uploadId: row.id,
    path: path.join(uploadsFolder(), sealedFile),
    sha256: row.hash,
    bytes: written.bytes,
    fileName: row.fileName,
    receivedAt: row.receivedAt,
  });
}

async function hasBytes(file: string, bytes: number): Promise<boolean> {
  return stat(file).then(
    (found) => found.size === bytes,
    () => false,
  );
}
