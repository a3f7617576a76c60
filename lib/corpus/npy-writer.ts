import { type FileHandle, open } from 'node:fs/promises';
import { encodeNpyHeader, encodeNpyValues, itemCount, type NpyType } from '@/lib/corpus/npy-format.core';

/** Room for the number of rows to grow without the header getting longer. */
const HEADER_BYTES = 128;

/** Bytes collected before they are written. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * Writes an array file piece by piece, without knowing beforehand how many rows there will be: the header is written again
 * at the end. Memory stays at a few megabytes whatever the size.
 */
export class NpyWriter {
  private rows = 0;
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly type: NpyType,
    private readonly rowShape: readonly number[],
  ) {}

  /**
   * Creates the file, which must not exist.
   *
   * @param rowShape shape of one row: `[]` for an array of one dimension
   */
  static async create(path: string, type: NpyType, rowShape: readonly number[]): Promise<NpyWriter> {
    const writer = new NpyWriter(await open(path, 'wx'), type, rowShape);
    await writer.file.write(encodeNpyHeader(type, [0, ...rowShape], HEADER_BYTES));
    return writer;
  }

  /** Appends whole rows. Throws `RangeError` when the values don't make whole rows. */
  async append(values: ArrayLike<number> | readonly string[]): Promise<void> {
    const rows = values.length / itemCount(this.rowShape);
    if (!Number.isInteger(rows)) throw new RangeError(`${values.length} values are no whole number of rows`);
    const bytes = encodeNpyValues(this.type, values);
    this.rows += rows;
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= BUFFER_BYTES) await this.flush();
  }

  /** Writes what is pending and the number of rows, and closes the file. */
  async finish(): Promise<void> {
    await this.flush();
    await writeAll(this.file, encodeNpyHeader(this.type, [this.rows, ...this.rowShape], HEADER_BYTES), 0);
    await this.file.close();
  }

  /** Closes the file as it is, half written. */
  async abandon(): Promise<void> {
    await this.file.close();
  }

  private async flush(): Promise<void> {
    for (const bytes of this.pending) await writeAll(this.file, bytes, null);
    this.pending = [];
    this.pendingBytes = 0;
  }
}

/** One write call may take less than it was given. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number | null): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const at = position === null ? null : position + done;
    done += (await file.write(bytes, done, bytes.length - done, at)).bytesWritten;
  }
}
