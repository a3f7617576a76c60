import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

/** Numbers with a shape; [] for a single one. Row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** What a file holds: numbers by name, and words such as the activation's name. */
export interface Contents {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly words: ReadonlyMap<string, string>;
}

/** Of a file, and of all that comes out of a packed one. */
export const BYTES_MAX = 5_000_000;
export const LITTLE_ENDIAN = true;
const RANK_MAX = 8;

export function bad(message: string): Refused {
  return refuse({ code: 'bad_checkpoint', message });
}

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

/** Reads a tensor's bytes; refused where their number is not what type and shape ask for. */
export function numbersOf(
  name: string,
  type: string,
  shape: readonly number[],
  data: Uint8Array,
): Result<Tensor> {
  const format = TYPES.find((each) => (each.names as readonly string[]).includes(type));
  if (!format) return bad(`tensor ${name}: numbers of type ${type}; expected 32- or 64-bit floats.`);
  if (!isShape(shape)) return bad(`tensor ${name}: has no shape.`);
  const count = shape.reduce((product, each) => product * each, 1);
  if (data.byteLength !== count * format.bytes)
    return bad(
      `tensor ${name}: ${data.byteLength} bytes for shape ${shapeText(shape)}, expected ${count * format.bytes}.`,
    );
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = Float64Array.from({ length: count }, (_, index) => format.read(view, index * format.bytes));
  return ok({ shape, values });
}

function isShape(shape: unknown): boolean {
  return (
    Array.isArray(shape) &&
    shape.length <= RANK_MAX &&
    shape.every((each) => Number.isSafeInteger(each) && each >= 0)
  );
}

export function shapeText(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`;
}
