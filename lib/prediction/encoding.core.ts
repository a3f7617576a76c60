import { byteAt, CR, LF } from '@/lib/prediction/bytes.core';
import type { Problem } from '@/lib/platform/result';

/** Where the text begins: after a byte order mark of UTF-8, if there is one. */
export function textStart(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** What the first bytes say when they are not those of a CSV file in UTF-8; null when nothing speaks against one. */
export function foreignEncoding(bytes: Uint8Array): Problem | null {
  if (bytes.length === 0) return problem('file_empty', 'The file is empty.');
  const [b0 = 1, b1 = 1, b2 = 1, b3 = 1] = bytes;
  const little = b0 === 0xff && b1 === 0xfe;
  const big = b0 === 0xfe && b1 === 0xff;
  if ((little && b2 === 0 && b3 === 0) || (b0 === 0 && b1 === 0 && b2 === 0xfe && b3 === 0xff))
    return wide('UTF-32');
  if (little || big) return wide('UTF-16');
  // Without a byte order mark: every other byte of Latin text in UTF-16 is zero.
  if ((b0 === 0) !== (b1 === 0) && (b2 === 0) !== (b3 === 0) && (b0 === 0) === (b2 === 0))
    return wide('UTF-16');
  const known = FORMATS.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));
  return known ? problem('not_csv', `The file is ${known.name}, not CSV. ${known.hint}`) : null;
}

const FORMATS = [
  {
    magic: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
    name: 'a NumPy array (.npy)',
    hint: 'Write the predictions as CSV.',
  },
  { magic: [0x25, 0x50, 0x44, 0x46], name: 'a PDF', hint: 'Upload the CSV itself.' },
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    name: 'an old Excel workbook (.xls)',
    hint: 'Save it as "CSV UTF-8 (comma delimited)".',
  },
  { magic: [0x80, 0x04, 0x95], name: 'a Python pickle', hint: 'Write the predictions as CSV.' },
  { magic: [0x50, 0x41, 0x52, 0x31], name: 'a Parquet file', hint: 'Write it with to_csv instead.' },
] as const;

function wide(encoding: string): Problem {
  const message =
    `The file is encoded in ${encoding}; it has to be UTF-8. ` +
    'In Excel choose "CSV UTF-8 (comma delimited)", in Notepad the encoding "UTF-8", in pandas to_csv(encoding="utf-8").';
  return { code: 'encoding_utf16', message, line: 1 };
}

function problem(code: string, message: string): Problem {
  return { code, message };
}

/** The first NUL byte or byte that is not UTF-8 at or after `start`, which is on line `line`; null when there is none. */
export function badByte(bytes: Uint8Array, start: number, line: number): Problem | null {
  let i = start;
  let current = line;
  const { length } = bytes;
  while (i < length) {
    const byte = byteAt(bytes, i);
    if (byte < 0x80) {
      if (byte === 0) return nul(current);
      if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) current++;
      i++;
      continue;
    }
    const size = sequenceLength(bytes, i);
    if (size === 0) return notUtf8(current, byte);
    i += size;
  }
  return null;
}

/** Bytes of the well-formed UTF-8 sequence at `i` whose first byte is not ASCII; 0 where it is ill-formed (Unicode, table 3-7). */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const first = byteAt(bytes, i);
  const second = bytes[i + 1] ?? 0;
  if (first >= 0xc2 && first <= 0xdf) return isTail(second) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const least = first === 0xe0 ? 0xa0 : 0x80;
    const most = first === 0xed ? 0x9f : 0xbf;
    return second >= least && second <= most && isTail(bytes[i + 2]) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const least = first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most && isTail(bytes[i + 2]) && isTail(bytes[i + 3]) ? 4 : 0;
  }
  return 0;
}

function isTail(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}

function nul(line: number): Problem {
  const message = `row ${line}: holds a NUL byte (0x00), which no CSV file has. The file is damaged or not text; write it again.`;
  return { code: 'nul_byte', message, line };
}

function notUtf8(line: number, byte: number): Problem {
  const hex = byte.toString(16).toUpperCase();
  const message = `row ${line}: holds bytes that are not UTF-8 (0x${hex}). Save the file as UTF-8, or write it again if it is damaged.`;
  return { code: 'invalid_utf8', message, line };
}
