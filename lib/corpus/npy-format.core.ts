import { ok, type Problem, refuse, type Result } from '@/lib/platform/result';

/**
 * The format of numpy's array files, versions 1 to 3: magic, version, length of the header, a Python dictionary, the values.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export type NpyNumberType = 'float32' | 'float64' | 'int8' | 'uint8' | 'int16' | 'int32' | 'int64';

/** Numbers, or texts of at most so many code points. */
export type NpyType = NpyNumberType | { readonly text: number };

export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Bytes before the values. */
  readonly headerBytes: number;
}

const DESCRIPTIONS: Readonly<Record<NpyNumberType, string>> = {
  float32: '<f4',
  float64: '<f8',
  int8: '|i1',
  uint8: '|u1',
  int16: '<i2',
  int32: '<i4',
  int64: '<i8',
};
const TYPES: ReadonlyMap<string, NpyNumberType> = new Map(
  Object.entries(DESCRIPTIONS).map(([type, description]) => [description, type as NpyNumberType]),
);
const ITEM_BYTES: Readonly<Record<NpyNumberType, number>> = {
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const PREFIX_BYTES = 10;
const ALIGNMENT = 64;
/** Enough to read the length of the header in every version. */
export const NPY_PREFIX_BYTES_MAX = 12;

/** Bytes of one value. */
export function itemBytes(type: NpyType): number {
  return typeof type === 'string' ? ITEM_BYTES[type] : 4 * type.text;
}

/** Values in all; 1 for an array without dimensions. */
export function itemCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Header of version 1.0, padded as numpy does. `bytes` reserves at least so many, so that a header with more rows fits in
 * the place of one with fewer.
 */
export function encodeNpyHeader(type: NpyType, shape: readonly number[], bytes = 0): Uint8Array {
  const description = typeof type === 'string' ? DESCRIPTIONS[type] : `<U${type.text}`;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${description}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const needed = Math.max(bytes, PREFIX_BYTES + text.length + 1);
  const total = Math.ceil(needed / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(total).fill(0x20);
  header.set([...MAGIC, 1, 0, (total - PREFIX_BYTES) & 0xff, (total - PREFIX_BYTES) >> 8]);
  header.set(new TextEncoder().encode(text), PREFIX_BYTES);
  header[total - 1] = 0x0a;
  return header;
}

/** Bytes of the whole header, from the first twelve bytes of the file (fewer in a shorter file). */
export function npyHeaderBytes(start: Uint8Array): Result<number> {
  if (start.length < PREFIX_BYTES || MAGIC.some((byte, i) => start[i] !== byte)) {
    return bad('not_npy', 'This is not a numpy array file: it does not begin with \\x93NUMPY.');
  }
  const version = start[6] as number;
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  if (version === 1) return ok(PREFIX_BYTES + view.getUint16(8, true));
  if ((version === 2 || version === 3) && start.length >= NPY_PREFIX_BYTES_MAX) {
    return ok(NPY_PREFIX_BYTES_MAX + view.getUint32(8, true));
  }
  return bad('npy_version', `Version ${version} of the numpy array format is not known.`);
}

/** Reads a whole header. Refuses objects, records, other byte orders and columns-first arrays. */
export function decodeNpyHeader(header: Uint8Array): Result<NpyHeader> {
  const prefix = header[6] === 1 ? PREFIX_BYTES : NPY_PREFIX_BYTES_MAX;
  const text = new TextDecoder().decode(header.subarray(prefix));
  const description = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const tuple = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (order === undefined || tuple === undefined)
    return bad('npy_header', 'The header of the array is damaged.');
  const type = typeOf(description ?? '');
  if (!type) return bad('npy_type', `Values of type ${description ?? 'record'} can not be read here.`);
  const shape = tuple.split(',').flatMap((each) => (each.trim() === '' ? [] : [Number(each)]));
  if (order === 'True' && shape.length > 1) {
    return bad('npy_order', 'The array is stored column by column; save it with numpy.ascontiguousarray.');
  }
  if (!Number.isSafeInteger(itemCount(shape) * itemBytes(type))) {
    return bad('npy_shape', 'The array has more values than can be counted.');
  }
  return ok({ type, shape, headerBytes: header.length });
}

function typeOf(description: string): NpyType | undefined {
  const text = /^<U(\d+)$/.exec(description);
  return text ? { text: Number(text[1]) } : TYPES.get(description);
}

export type NpyNumbers =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>;

export type NpyValues = NpyNumbers | readonly string[];

/**
 * Writes values as they stand in the file.
 *
 * @param into where from the start they go; as many bytes as they take, beginning at a multiple of 8 of its buffer
 * @throws RangeError for a text longer than the type allows
 */
export function encodeNpyValues(
  type: NpyType,
  values: ArrayLike<number> | readonly string[],
  into: Uint8Array<ArrayBuffer>,
): void {
  if (typeof type !== 'string') encodeTexts(values as readonly string[], type.text, into);
  else if (type === 'int64') {
    const numbers = new BigInt64Array(into.buffer, into.byteOffset, values.length);
    for (let i = 0; i < values.length; i++) numbers[i] = BigInt(values[i] as number);
  } else {
    new NUMBER_ARRAYS[type](into.buffer, into.byteOffset, values.length).set(values as ArrayLike<number>);
  }
}

/** Values from their bytes, whose number must be a multiple of the type's. */
export function decodeNpyValues(type: NpyType, bytes: Uint8Array): NpyValues {
  if (typeof type !== 'string') return decodeTexts(bytes, type.text);
  const own = bytes.slice().buffer;
  return type === 'int64' ? new BigInt64Array(own) : new NUMBER_ARRAYS[type](own);
}

const NUMBER_ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
} as const;

function encodeTexts(texts: readonly string[], width: number, into: Uint8Array): void {
  const view = new DataView(into.buffer, into.byteOffset, into.length);
  into.fill(0);
  texts.forEach((text, row) => {
    const points = Array.from(text, (each) => each.codePointAt(0) as number);
    if (points.length > width) throw new RangeError(`"${text}" is longer than ${width}`);
    points.forEach((point, i) => view.setUint32((row * width + i) * 4, point, true));
  });
}

function decodeTexts(bytes: Uint8Array, width: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = width === 0 ? 0 : bytes.length / (4 * width);
  return Array.from({ length: count }, (_, row) => {
    let length = width;
    const at = (i: number): number => view.getUint32((row * width + i) * 4, true);
    while (length > 0 && at(length - 1) === 0) length--;
    return Array.from({ length }, (_unused, i) => String.fromCodePoint(at(i))).join('');
  });
}

function bad(code: string, message: string): Result<never> {
  const problem: Problem = { code, message };
  return refuse(problem);
}
