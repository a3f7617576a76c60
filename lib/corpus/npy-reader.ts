import { type FileHandle, open } from 'node:fs/promises';
import {
  decodeNpyHeader,
  decodeNpyValues,
  itemBytes,
  itemCount,
  NPY_PREFIX_BYTES_MAX,
  npyHeaderBytes,
  type NpyHeader,
  type NpyValues,
} from '@/lib/corpus/npy-format.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

const HEADER_BYTES_MAX = 1024 * 1024;

/** An open array file, of which rows are read at will. */
export class NpyReader {
  private constructor(
    private readonly file: FileHandle,
    readonly header: NpyHeader,
  ) {}

  /** Opens an array file; refuses one that is no array, of a kind that isn't read, or cut off. Close it when done. */
  static async open(path: string): Promise<Result<NpyReader>> {
    const file = await open(path, 'r');
    const header = await readHeader(file, path);
    if (header.ok) return ok(new NpyReader(file, header.value));
    await file.close();
    return header;
  }

  /** Length of the first dimension. */
  get rows(): number {
    return this.header.shape[0] ?? 1;
  }

  /** Values of the rows from `start` up to `end`, the latter not included, one row after another. */
  async read(start: number, end: number): Promise<NpyValues> {
    const { type, shape, headerBytes } = this.header;
    const rowBytes = itemCount(shape.slice(1)) * itemBytes(type);
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.rows) - start) * rowBytes);
    await readAll(this.file, bytes, headerBytes + start * rowBytes);
    return decodeNpyValues(type, bytes);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** A whole array: its header and all values. */
export async function readNpy(path: string): Promise<Result<{ header: NpyHeader; values: NpyValues }>> {
  const opened = await NpyReader.open(path);
  if (!opened.ok) return opened;
  const reader = opened.value;
  try {
    return ok({ header: reader.header, values: await reader.read(0, reader.rows) });
  } finally {
    await reader.close();
  }
}

async function readHeader(file: FileHandle, path: string): Promise<Result<NpyHeader>> {
  const start = new Uint8Array(NPY_PREFIX_BYTES_MAX);
  const { bytesRead } = await file.read(start, 0, start.length, 0);
  const length = npyHeaderBytes(start.subarray(0, bytesRead));
  if (!length.ok) return length;
  const { size } = await file.stat();
  if (length.value > Math.min(size, HEADER_BYTES_MAX)) return cutOff(path);
  const bytes = new Uint8Array(length.value);
  await readAll(file, bytes, 0);
  const header = decodeNpyHeader(bytes);
  if (!header.ok) return header;
  const { type, shape, headerBytes } = header.value;
  return size < headerBytes + itemCount(shape) * itemBytes(type) ? cutOff(path) : header;
}

function cutOff(path: string): Result<never> {
  return refuse({ code: 'npy_cut_off', message: `${path} ends before all values of the array.` });
}

async function readAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new Error('the array file became shorter while it was read');
    done += bytesRead;
  }
}
