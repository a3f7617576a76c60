import type { FileHandle } from 'node:fs/promises';
import { isDiskFull, STORAGE_FULL } from '@/lib/platform/files/disk';
import { FreshFile, type WrittenFile } from '@/lib/platform/files/fresh-file';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

/** A body that stays silent this long is given up, so that a stalled client holds nothing for long (A68). */
const SILENCE_MS_MAX = 30_000;

interface Limits {
  readonly bytesMax: number;
  /** Another way to open files, in tests. */
  readonly open?: (file: string) => Promise<FileHandle>;
}

/**
 * Writes a whole body to a fresh file, hashing on the way, and returns when it is on the disk. A body that is refused or
 * breaks off leaves nothing; one that breaks off throws. More than `bytesMax` is refused at the byte that is too many.
 */
export async function receiveBody(
  body: AsyncIterable<Uint8Array>,
  limits: Limits,
): Promise<Result<WrittenFile>> {
  const file = await FreshFile.create(limits.open);
  try {
    for await (const chunk of withoutSilence(body)) {
      if (file.bytes + chunk.length > limits.bytesMax) {
        await file.discard();
        return tooLarge(limits);
      }
      await file.write(chunk);
    }
    return ok(await file.close());
  } catch (error) {
    await file.discard();
    if (isDiskFull(error)) return refuse(STORAGE_FULL);
    throw error;
  }
}

/** A long body is recorded piece by piece, so that a cut or a kill costs one piece and not all of it. */
const PIECE_BYTES = 64 << 20;

export interface PieceOptions extends Limits {
  /** Takes over a written piece: says whether it is the next one. After a `false` nothing more is read. */
  readonly record: (piece: WrittenFile) => Promise<boolean>;
  readonly pieceBytes?: number;
}

/**
 * Writes a body to fresh files of at most some 64 MB and has each recorded as soon as it is on the disk and closed. Of a
 * body that breaks off what has arrived is recorded too; then it throws. `stale`: another writer was first, and what this
 * one sent is not taken.
 */
export async function receivePieces(
  body: AsyncIterable<Uint8Array>,
  options: PieceOptions,
): Promise<Result<'taken' | 'stale'>> {
  let file: FreshFile | null = null;
  let bytes = 0;
  const end = async (): Promise<boolean> => {
    const written = file;
    file = null;
    return written === null || written.bytes === 0 || options.record(await closed(written));
  };
  try {
    for await (const chunk of withoutSilence(body)) {
      bytes += chunk.length;
      if (bytes > options.bytesMax) return tooLarge(options);
      file ??= await FreshFile.create(options.open);
      await file.write(chunk);
      if (file.bytes >= (options.pieceBytes ?? PIECE_BYTES) && !(await end())) return ok('stale');
    }
    return ok((await end()) ? 'taken' : 'stale');
  } catch (error) {
    if (isDiskFull(error)) return refuse(STORAGE_FULL);
    await end().catch(() => undefined); // the first error is the one that tells
    throw error;
  } finally {
    await (file as FreshFile | null)?.discard();
  }
}

/** A file that can't be closed whole is none. */
async function closed(file: FreshFile): Promise<WrittenFile> {
  try {
    return await file.close();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function tooLarge({ bytesMax }: Limits): Refused {
  return refuse({ code: 'file_too_large', message: `More than ${bytesMax} bytes were sent.` });
}

async function* withoutSilence(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await withDeadline(iterator.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a stalled source would never answer.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

function withDeadline<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the upload stalled')), SILENCE_MS_MAX);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
