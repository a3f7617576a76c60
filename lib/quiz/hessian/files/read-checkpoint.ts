import { inflateRawSync } from 'node:zlib';
import type { SineNetwork } from '@/lib/quiz/hessian/network.types';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}
type Tensors = ReadonlyMap<string, Tensor>;

const BYTES_MAX = 5_000_000;
const POINTS_MAX = 100_000;
const UNITS_MAX = 256;
const LITTLE_ENDIAN = true;

/** What a number's type is called in safetensors and in NumPy, its size in bytes, and how it is read. */
const TYPES = [
  {
    names: ['F32', '<f4'],
    bytes: 4,
    read: (view: DataView, at: number) => view.getFloat32(at, LITTLE_ENDIAN),
  },
  {
    names: ['F64', '<f8'],
    bytes: 8,
    read: (view: DataView, at: number) => view.getFloat64(at, LITTLE_ENDIAN),
  },
] as const;

/**
 * Reads a checkpoint (`w`, `b`, `beta`, `alpha`, `x`, `y`) from `.safetensors`, `.npz` or `.json`, told apart by the name's
 * ending. Refused with the tensor, the shape found and the shape expected; bytes that are no such file never throw.
 */
export function readCheckpointFile(bytes: Uint8Array, fileName: string): Result<SineNetwork> {
  if (bytes.byteLength > BYTES_MAX) return bad(`is larger than ${BYTES_MAX / 1_000_000} MB.`);
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  const read = { safetensors: readSafetensors, npz: readNpz, json: readJson }[ending ?? ''];
  if (!read) return bad('is neither .safetensors, .npz nor .json.');
  try {
    const tensors = read(bytes);
    return tensors.ok ? networkOf(tensors.value) : tensors;
  } catch (error) {
    // Offsets beyond the file, broken JSON, a damaged deflate stream: whatever the bytes, the file is what is wrong.
    return bad(`is not a whole .${ending} file (${error instanceof Error ? error.message : 'unreadable'}).`);
  }
}

function bad(message: string): Refused {
  return refuse({ code: 'bad_checkpoint', message });
}

function networkOf(tensors: Tensors): Result<SineNetwork> {
  const units = tensors.get('w')?.values.length ?? 0;
  const points = tensors.get('x')?.values.length ?? 0;
  const lengths = { w: units, b: units, beta: 1, alpha: 1, x: points, y: points };
  const values: Record<string, readonly number[]> = {};
  for (const [name, length] of Object.entries(lengths)) {
    const tensor = tensors.get(name);
    if (!tensor) return bad(`has no tensor ${name}; found: ${[...tensors.keys()].join(', ') || 'none'}.`);
    const isScalar = name === 'beta' || name === 'alpha';
    const rank = tensor.shape.length;
    if (tensor.values.length !== length || length === 0 || (isScalar ? rank > 1 : rank !== 1)) {
      const expected = isScalar ? '[] or [1]' : `[${length || 'one or more'}]`;
      return bad(`tensor ${name}: shape found [${tensor.shape.join(', ')}], expected ${expected}.`);
    }
    const stray = tensor.values.findIndex((value) => !Number.isFinite(value));
    if (stray >= 0)
      return bad(`tensor ${name}: value ${stray} is ${tensor.values[stray]}, not a finite number.`);
    values[name] = [...tensor.values];
  }
  if (units > UNITS_MAX || points > POINTS_MAX)
    return bad(`has ${units} units and ${points} points; at most ${UNITS_MAX} and ${POINTS_MAX} are taken.`);
  const { w = [], b = [], x = [], y = [], beta = [], alpha = [] } = values;
  return ok({ w, b, x, y, beta: beta[0] ?? 0, alpha: alpha[0] ?? 0 });
}

/** safetensors: 8 bytes of length, a JSON header, then the data (https://huggingface.co/docs/safetensors). */
function readSafetensors(bytes: Uint8Array): Result<Tensors> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, LITTLE_ENDIAN));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, start)).toString('utf8')) as Record<
    string,
    unknown
  >;
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets } = entry as {
      dtype: string;
      shape: number[];
      data_offsets: number[];
    };
    const [from = 0, to = 0] = data_offsets;
    const tensor = numbersOf(name, dtype, shape, bytes.subarray(start + from, start + to));
    if (!tensor.ok) return tensor;
    tensors.set(name, tensor.value);
  }
  return ok(tensors);
}

function numbersOf(name: string, type: string, shape: readonly number[], data: Uint8Array): Result<Tensor> {
  const format = TYPES.find((each) => (each.names as readonly string[]).includes(type));
  if (!format) return bad(`tensor ${name}: numbers of type ${type}; expected 32- or 64-bit floats.`);
  const count = shape.reduce((product, each) => product * each, 1);
  if (data.byteLength !== count * format.bytes)
    return bad(
      `tensor ${name}: ${data.byteLength} bytes for shape [${shape.join(', ')}], expected ${count * format.bytes}.`,
    );
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = Float64Array.from({ length: count }, (_, index) => format.read(view, index * format.bytes));
  return ok({ shape, values });
}

/** NumPy's .npz: a zip of .npy files, stored or deflated; read by its central directory (APPNOTE 4.3.12, NEP 1). */
function readNpz(bytes: Uint8Array): Result<Tensors> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(
    'PK\x05\x06',
    undefined,
    'latin1',
  );
  if (end < 0) return bad('is not a .npz file.');
  const tensors = new Map<string, Tensor>();
  let at = view.getUint32(end + 16, LITTLE_ENDIAN);
  for (let left = view.getUint16(end + 10, LITTLE_ENDIAN); left > 0; left -= 1) {
    const method = view.getUint16(at + 10, LITTLE_ENDIAN);
    const size = view.getUint32(at + 20, LITTLE_ENDIAN);
    const nameLength = view.getUint16(at + 28, LITTLE_ENDIAN);
    const local = view.getUint32(at + 42, LITTLE_ENDIAN);
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('utf8');
    const start =
      local + 30 + view.getUint16(local + 26, LITTLE_ENDIAN) + view.getUint16(local + 28, LITTLE_ENDIAN);
    const packed = bytes.subarray(start, start + size);
    const npy = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: BYTES_MAX });
    const tensor = readNpy(name.replace(/\.npy$/, ''), npy);
    if (!tensor.ok) return tensor;
    tensors.set(name.replace(/\.npy$/, ''), tensor.value);
    at += 46 + nameLength + view.getUint16(at + 30, LITTLE_ENDIAN) + view.getUint16(at + 32, LITTLE_ENDIAN);
  }
  return ok(tensors);
}

function readNpy(name: string, bytes: Uint8Array): Result<Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const length = isFirst ? view.getUint16(8, LITTLE_ENDIAN) : view.getUint32(8, LITTLE_ENDIAN);
  const start = (isFirst ? 10 : 12) + length;
  const header = Buffer.from(bytes.subarray(isFirst ? 10 : 12, start)).toString('latin1');
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? 'unknown';
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(header)?.[1]
    ?.split(',')
    .filter((each) => each.trim() !== '');
  if (!shape) return bad(`tensor ${name}: has no shape.`);
  return numbersOf(name, type, shape.map(Number), bytes.subarray(start));
}

function readJson(bytes: Uint8Array): Result<Tensors> {
  const json = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
  const tensors = new Map<string, Tensor>();
  for (const [name, value] of Object.entries(json)) {
    const isList = Array.isArray(value) && value.every((each) => typeof each === 'number');
    if (isList) tensors.set(name, { shape: [value.length], values: Float64Array.from(value as number[]) });
    else if (typeof value === 'number') tensors.set(name, { shape: [], values: Float64Array.of(value) });
  }
  return ok(tensors);
}
