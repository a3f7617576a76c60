import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/platform/database/client';
import { isDiskFull, STORAGE_FULL } from '@/lib/platform/files/disk';
import { uploadsFolder } from '@/lib/platform/files/folders';
import { FreshFile } from '@/lib/platform/files/fresh-file';
import { hashFile } from '@/lib/platform/files/store';
import { log } from '@/lib/platform/log';
import type { Upload } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import type { SealedUpload } from '@/lib/upload/upload.types';

/** Seals under way in this process, by upload: asked for twenty times, a large file is put together once. */
const underWay = new Map<string, Promise<Result<Upload>>>();

/**
 * Seals an upload that has all its bytes: its pieces become one file that no handle writes, hashed from the disk. Refused
 * while bytes are missing. Gives the upload as it stands then: sealed, or what another request has made of it meanwhile.
 */
export function sealUpload(upload: Upload): Promise<Result<Upload>> {
  const running = underWay.get(upload.id);
  if (running) return running;
  const sealing = seal(upload).finally(() => underWay.delete(upload.id));
  underWay.set(upload.id, sealing);
  return sealing;
}

async function seal(upload: Upload): Promise<Result<Upload>> {
  if (upload.state !== 'receiving') return ok(upload);
  if (upload.receivedAt === null)
    return refuse({
      code: 'upload_incomplete',
      message: `Only ${upload.bytesReceived} of ${upload.bytesTotal} bytes have arrived; send the rest first.`,
    });
  // With its last byte recorded nothing can be added: the pieces are what they will be, without a lock.
  const pieces = await db().uploadPiece.findMany({
    where: { uploadId: upload.id },
    orderBy: { start: 'asc' },
  });
  const files = pieces.map((piece) => path.join(uploadsFolder(), piece.file));
  const joined = await joinPieces(files).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (joined && !joined.ok) return joined;
  const hashed = joined && (await hashFile(joined.value).catch(() => null));
  const isWhole = hashed?.bytes === Number(upload.bytesTotal);
  if (joined && isWhole)
    await db().$executeRaw`
      WITH sealed AS (
        UPDATE upload SET state = 'sealed', content_hash = ${hashed.sha256}, sealed_file = ${path.basename(joined.value)}
        WHERE id = ${upload.id}::uuid AND state = 'receiving' AND received_at IS NOT NULL RETURNING id)
      DELETE FROM upload_piece p USING sealed WHERE p.upload_id = sealed.id`;
  const now = await db().upload.findUnique({ where: { id: upload.id } });
  if (!now || now.state === 'receiving') {
    if (joined && files.length !== 1) await rm(joined.value, { force: true });
    return lost(upload);
  }
  // Also ours, where another process was first.
  const ours = joined ? [...files, joined.value] : files;
  for (const file of new Set(ours))
    if (path.basename(file) !== now.sealedFile) await rm(file, { force: true });
  return ok(now);
}

/** One file with the bytes of all: the only one itself, or a new one. */
async function joinPieces(files: readonly string[]): Promise<Result<string>> {
  const [only] = files;
  if (only !== undefined && files.length === 1) return ok(only);
  const joined = await FreshFile.create();
  try {
    for (const file of files)
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
        await joined.write(chunk as Buffer);
    return ok((await joined.close()).path);
  } catch (error) {
    await joined.discard();
    if (isDiskFull(error)) return refuse(STORAGE_FULL); // the pieces stay
    throw error;
  }
}

/** What a sealed row says of its file. Refused where the disk has lost it, so that its sender knows to send it again. */
export async function sealedOf(upload: Upload): Promise<Result<SealedUpload>> {
  const { sealedFile, contentHash, receivedAt } = upload;
  if (sealedFile === null || contentHash === null || receivedAt === null)
    throw new Error(`upload ${upload.id} is sealed and has no file`);
  const file = path.join(uploadsFolder(), sealedFile);
  const bytes = Number(upload.bytesTotal);
  const found = await stat(file).catch(() => null);
  if (found?.size !== bytes) return lost(upload);
  const { id: uploadId, fileName } = upload;
  return ok({ uploadId, path: file, sha256: contentHash, bytes, fileName, receivedAt });
}

/** What is recorded is on the disk; where it is not, the disk lost it, and whoever asks again is told the same. */
async function lost(upload: Upload): Promise<Result<never>> {
  log.error({ uploadId: upload.id }, 'the disk lost bytes of an upload');
  const problem = {
    code: 'upload_lost',
    message:
      'The disk of the server has lost bytes of this upload. Nothing was counted. Send the file again, and tell the staff.',
  };
  await db().upload.updateMany({
    where: { id: upload.id, state: { in: ['receiving', 'sealed'] } },
    data: { state: 'refused', sealedFile: null, problems: [problem] },
  });
  return refuse(problem);
}
