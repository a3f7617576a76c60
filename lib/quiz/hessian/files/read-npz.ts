import { inflateRawSync } from 'node:zlib';
import { ok, type Result } from '@/lib/platform/result';
import {
  bad,
  BYTES_MAX,
  LITTLE_ENDIAN,
  numbersOf,
  type Contents,
  type Tensor,
} from '@/lib/quiz/hessian/files/tensors.core';

const END_OF_DIRECTORY = 'PK\x05\x06';
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * NumPy's .npz: a zip of .npy files, stored or deflated, found by its central directory (APPNOTE 4.3.12, NEP 1). Arrays of
 * one text are words. All entries together may hold no more than a file may. May throw for bytes that are no such file.
 */
export function readNpz(bytes: Uint8Array): Result<Contents> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.lastIndexOf(END_OF_DIRECTORY, undefined, 'latin1');
  if (end < 0) return bad('is not a .npz file.');
  const [tensors, words] = [new Map<string, Tensor>(), new Map<string, string>()];
  let at = view.getUint32(end + 16, LITTLE_ENDIAN);
  let room = BYTES_MAX;
  for (let left = view.getUint16(end + 10, LITTLE_ENDIAN); left > 0; left -= 1) {
    if (view.getUint32(at, LITTLE_ENDIAN) !== DIRECTORY_ENTRY) return bad('is not a whole .npz file.');
    const nameLength = view.getUint16(at + 28, LITTLE_ENDIAN);
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength).replace(/\.npy$/, '');
    const npy = unpack(view, bytes, at, room);
    if (!npy) return bad(`tensor ${name}: is packed in a way other than stored or deflated.`);
    room -= npy.byteLength;
    if (room < 0) return bad(`holds more than ${BYTES_MAX / 1_000_000} MB.`);
    const read = readNpy(name, npy);
    if (!read.ok) return read;
    if (typeof read.value === 'string') words.set(name, read.value);
    else tensors.set(name, read.value);
    at += 46 + nameLength + view.getUint16(at + 30, LITTLE_ENDIAN) + view.getUint16(at + 32, LITTLE_ENDIAN);
  }
  return ok({ tensors, words });
}

/** The entry that stands in the directory at `at`; null where it is packed in another way. */
function unpack(view: DataView, bytes: Uint8Array, at: number, room: number): Uint8Array | null {
  const method = view.getUint16(at + 10, LITTLE_ENDIAN);
  const size = view.getUint32(at + 20, LITTLE_ENDIAN);
  const local = view.getUint32(at + 42, LITTLE_ENDIAN);
  const start =
    local + 30 + view.getUint16(local + 26, LITTLE_ENDIAN) + view.getUint16(local + 28, LITTLE_ENDIAN);
  const packed = bytes.subarray(start, start + size);
  if (method === STORED) return packed;
  return method === DEFLATED ? inflateRawSync(packed, { maxOutputLength: Math.max(room, 1) }) : null;
}

function readNpy(name: string, bytes: Uint8Array): Result<Tensor | string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const length = isFirst ? view.getUint16(8, LITTLE_ENDIAN) : view.getUint32(8, LITTLE_ENDIAN);
  const start = (isFirst ? 10 : 12) + length;
  const header = Buffer.from(bytes.subarray(isFirst ? 10 : 12, start)).toString('latin1');
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? 'unknown';
  const data = bytes.subarray(start);
  if (/^<U\d+$/.test(type)) return ok(textOf(data));
  const sizes = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]?.split(',');
  const shape = sizes?.filter((each) => each.trim() !== '').map(Number) ?? [NaN];
  if (shape.length > 1 && /'fortran_order':\s*True/.test(header))
    return bad(`tensor ${name}: stands column by column; expected row by row (numpy.ascontiguousarray).`);
  return numbersOf(name, type, shape, data);
}

/** NumPy's text: four bytes a character, filled up with zeros. */
function textOf(data: Uint8Array): string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const points = Array.from({ length: data.byteLength >> 2 }, (_, i) => view.getUint32(4 * i, LITTLE_ENDIAN));
  return String.fromCodePoint(...points.filter((point) => point !== 0));
}
