import { type FileHandle, open } from 'node:fs/promises';
import {
  encodeNpyHeader,
  encodeNpyValues,
  itemBytes,
  itemCount,
  type NpyType,
} from '@/lib/corpus/npy-format.core';

/** Room for the number of rows to grow without the header getting longer. */
const HEADER_BYTES = 128;

/** Bytes encoded at a time, in a place that is used again and again. */
const BUFFER_BYTES = 1024 * 1024;

/**
 * Writes an array file piece by piece, without knowing beforehand how many rows there will be: the header is written again
 * at the end. Memory stays at a few megabytes whatever the size.
 */
export class NpyWriter {
  private rows = 0;
  private readonly buffer = new Uint8Array(BUFFER_BYTES);

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
    const size = itemBytes(this.type);
    const atOnce = Math.floor(BUFFER_BYTES / Math.max(size, 1));
    for (let start = 0; start < values.length; start += atOnce) {
      const some = part(values, start, Math.min(values.length, start + atOnce));
      const bytes = this.buffer.subarray(0, some.length * size);
      encodeNpyValues(this.type, some, bytes);
      await writeAll(this.file, bytes, null);
    }
    this.rows += rows;
  }

  /** Writes the number of rows, and closes the file. */
  async finish(): Promise<void> {
    await writeAll(this.file, encodeNpyHeader(this.type, [this.rows, ...this.rowShape], HEADER_BYTES), 0);
    await this.file.close();
  }

  /** Closes the file as it is, half written. */
  async abandon(): Promise<void> {
    await this.file.close();
  }
}

function part(
  values: ArrayLike<number> | readonly string[],
  start: number,
  end: number,
): ArrayLike<number> | readonly string[] {
  if (values instanceof Float64Array) return values.subarray(start, end);
  return Array.prototype.slice.call(values, start, end) as number[] | string[];
}

/** One write call may take less than it was given. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number | null): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const at = position === null ? null : position + done;
    done += (await file.write(bytes, done, bytes.length - done, at)).bytesWritten;
  }
}
