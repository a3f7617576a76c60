import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** A body that stays silent this long is given up, so that a stalled client holds nothing for long (A68). */
const SILENCE_MS_MAX = 30_000;

const WRITE_BYTES = 1 << 20;

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
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  // A request arrives in pieces of some kilobytes; written in larger ones it costs a tenth of the calls.
  const flush = async (): Promise<void> => {
    if (waitingBytes === 0) return;
    const [pieces, at] = [waiting, position - waitingBytes];
    [waiting, waitingBytes] = [[], 0];
    await writeAll(handle, Buffer.concat(pieces), at);
  };
  try {
    for await (const chunk of withoutSilence(body)) {
      if (position + chunk.length > options.bytesMax) {
        return refuse({ code: 'file_too_large', message: `More than ${options.bytesMax} bytes were sent.` });
      }
      hash.update(chunk);
      waiting.push(chunk);
      waitingBytes += chunk.length;
      position += chunk.length;
      if (waitingBytes >= WRITE_BYTES) await flush();
    }
    await flush();
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
    // What has arrived stays, so that a resumable upload goes on from there.
    await flush();
    throw error;
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
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
