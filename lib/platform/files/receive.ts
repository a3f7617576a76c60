import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** A body that stays silent this long is given up, so that a stalled client holds nothing for long (A68). */
const SILENCE_MS_MAX = 30_000;

export interface Received {
  /** Bytes in the file now. */
  readonly bytes: number;
  /** Of this body alone; the file's own when it began at 0. */
  readonly sha256: string;
}

/**
 * Writes a request's body to a file from `start` on, hashing on the way, and returns when it is all there. More than
 * `bytesMax` in the file is refused at the byte that is too many. A body that breaks off throws; what arrived stays, for
 * the caller to keep (a resumable upload) or to remove.
 */
export async function receiveBody(
  body: AsyncIterable<Uint8Array>,
  file: string,
  options: { readonly start: number; readonly bytesMax: number },
): Promise<Result<Received>> {
  const hash = createHash('sha256');
  const handle = await open(file, options.start === 0 ? 'w' : 'r+');
  let position = options.start;
  try {
    for await (const chunk of withoutSilence(body)) {
      if (position + chunk.length > options.bytesMax) {
        return refuse({ code: 'file_too_large', message: `More than ${options.bytesMax} bytes were sent.` });
      }
      hash.update(chunk);
      await handle.write(chunk, 0, chunk.length, position);
      position += chunk.length;
    }
    return ok({ bytes: position, sha256: hash.digest('hex') });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
      await rm(file, { force: true });
      return refuse({
        code: 'storage_full',
        message:
          'The server has no room for the file right now. Nothing was counted; the staff have been told in the log.',
      });
    }
    throw error;
  } finally {
    await handle.close();
  }
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
