/** Bytes of the characters that mean something in a CSV file. */
export const COMMA = 0x2c;
export const QUOTE = 0x22;
export const LF = 0x0a;
export const CR = 0x0d;
export const MINUS = 0x2d;
export const DIGIT_0 = 0x30;

/** Bytes that hash tables and word-wise comparisons may read past the end of what they look at. */
export const PADDING = 8;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * `bytes[index]` for an index that is known to lie inside. One function for each type of array: one for several would be
 * compiled for several, which makes every use of it slow.
 */
export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

/** `integers[index]` for an index that is known to lie inside. */
export function intAt(integers: Int32Array, index: number): number {
  return integers[index] as number;
}

/** The same bytes as a plain Uint8Array: a Buffer is of another class, and code that sees both is compiled for both. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether `length` bytes at `left` in one view equal those at `right` in the other; compares words, for speed. */
export function sameBytes(
  leftView: DataView,
  left: number,
  rightView: DataView,
  right: number,
  length: number,
): boolean {
  if (length >= 4) {
    const last = length - 4;
    for (let i = 0; i < last; i += 4) {
      if (leftView.getInt32(left + i, true) !== rightView.getInt32(right + i, true)) return false;
    }
    // The last word may overlap the one before it.
    return leftView.getInt32(left + last, true) === rightView.getInt32(right + last, true);
  }
  for (let i = 0; i < length; i++) {
    if (leftView.getUint8(left + i) !== rightView.getUint8(right + i)) return false;
  }
  return true;
}

/** A 32-bit hash of `length` bytes: words folded in by multiplication, then MurmurHash3's finaliser. */
export function hashBytes(view: DataView, start: number, length: number): number {
  let hash = length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    hash = Math.imul((hash ^ view.getInt32(start + i, true)) | 0, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < length; i++) hash = Math.imul(hash ^ view.getUint8(start + i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** How many decimal digits stand at `start`, up to `end`. */
export function digitsAt(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && (byteAt(bytes, i) - DIGIT_0) >>> 0 <= 9) i++;
  return i - start;
}

/** Whether the bytes are a whole number in its one usual form: `7`, `-1`, `0`; not `07`, `+7`, `-0`, `7.0`. */
export function isCanonicalInteger(bytes: Uint8Array, start: number, end: number): boolean {
  const negative = byteAt(bytes, start) === MINUS && end > start;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digitsAt(bytes, first, end) !== digits) return false;
  return byteAt(bytes, first) !== DIGIT_0 || (digits === 1 && !negative);
}

/** Value of up to nine decimal digits. */
export function digitsValue(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (byteAt(bytes, i) - DIGIT_0);
  return value;
}

const SHORT = 24;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes as text; what is not UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decoder.decode(bytes.subarray(start, end));
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = byteAt(bytes, i);
    if (byte > 0x7f) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Bytes that grow as more are appended. */
export class ByteBuffer {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(Math.max(capacity, 16));
  }

  append(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    for (let i = start; i < end; i++) this.bytes[this.length++] = byteAt(from, i);
  }

  push(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
