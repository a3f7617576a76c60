import { createHash, randomUUID } from 'node:crypto';
import { rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, openFresh, uploadsFolder } from '@/lib/platform/files/folders';

/** A request arrives in pieces of some kilobytes; written in larger ones it costs a tenth of the calls. */
const WRITE_BYTES = 1 << 20;

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  /** Of what was written, hashed on the way. */
  readonly sha256: string;
}

/**
 * A file in the folder of uploads that this handle made and nobody else can write: its name is random, it was not there
 * before, and it is read-only on the disk. It ends as a whole file on the disk (`close`) or as none (`discard`).
 */
export class FreshFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #bytes = 0;

  private constructor(file: string, handle: FileHandle) {
    this.path = file;
    this.#handle = handle;
  }

  /** `open` is another in tests of a disk without room. */
  static async create(open: (file: string) => Promise<FileHandle> = openFresh): Promise<FreshFile> {
    const folder = uploadsFolder();
    const file = path.join(folder, randomUUID());
    const handle = await open(file).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await makeFolder(folder); // the first upload of this site
      return open(file);
    });
    return new FreshFile(file, handle);
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#bytes += chunk.length;
    if (this.#waitingBytes >= WRITE_BYTES) await this.#flush();
  }

  /** Returns when all bytes are on the disk and the handle is closed. */
  async close(): Promise<WrittenFile> {
    try {
      await this.#flush();
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
    return { path: this.path, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined); // closed already by a `close` that failed
    await rm(this.path, { force: true });
  }

  async #flush(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const waiting = Buffer.concat(this.#waiting);
    [this.#waiting, this.#waitingBytes] = [[], 0];
    for (let done = 0; done < waiting.length;)
      done += (await this.#handle.write(waiting, done, waiting.length - done)).bytesWritten;
  }
}
