import iconv from 'iconv-lite';
import {
  encodingCandidates,
  isCleanIn,
  plausibility,
  type TextEncoding,
} from '@/lib/platform/text/decode-text.core';

/** An entry's name as the archive's directory has it. */
export interface RawName {
  readonly bytes: Uint8Array;
  /** General purpose bit 11: the name is UTF-8 (APPNOTE 4.4.4). */
  readonly saysUtf8: boolean;
  readonly extraFields: readonly { readonly id: number; readonly data: Uint8Array }[];
}

export interface ReadNames {
  /** In the order given; folders are divided by slashes. */
  readonly names: readonly string[];
  /** The encoding that was found likeliest for names the archive says nothing about; null where none had to be found. */
  readonly guessed: string | null;
}

const UNICODE_PATH = 0x7075;
const UTF8 = 0x800;
const EAST_ASIAN: readonly TextEncoding[] = ['big5', 'gb18030', 'shift_jis', 'euc-kr'];
/** Less than this share of daily characters, and a name is taken for DOS's own. */
const LIKELY = 0.75;

export function saysUtf8(flags: number): boolean {
  return (flags & UTF8) !== 0;
}

/**
 * The names of an archive's entries: by the UTF-8 flag; by Info-ZIP's Unicode path where its checksum is that of the name; else
 * by what the bytes of all such names together are likeliest to be: UTF-8, Big5, GBK, Shift_JIS, EUC-KR, and CP437 where they
 * are none of these. Backslashes, as Windows PowerShell writes them, divide folders.
 */
export function readNames(raw: readonly RawName[]): ReadNames {
  const told = raw.map((name) => toldName(name));
  const open = raw.filter((_, index) => told[index] === null);
  const encoding = open.length === 0 ? null : likeliest(open.map(({ bytes }) => bytes));
  const names = raw.map(({ bytes }, index) => {
    const name = told[index] ?? iconv.decode(Buffer.from(bytes), encoding ?? 'utf-8');
    return name.replaceAll('\\', '/');
  });
  return { names, guessed: encoding === 'utf-8' ? null : encoding };
}

/** The name where the archive says what it is; null where it is left open. */
function toldName({ bytes, saysUtf8: flag, extraFields }: RawName): string | null {
  if (flag) return Buffer.from(bytes).toString('utf8');
  const extra = extraFields.find(({ id }) => id === UNICODE_PATH)?.data;
  if (extra && extra.length > 5 && extra[0] === 1) {
    const checksum = Buffer.from(extra).readUInt32LE(1);
    if (checksum === crc32Of(bytes)) return Buffer.from(extra.subarray(5)).toString('utf8');
  }
  return bytes.every((byte) => byte < 0x80) ? Buffer.from(bytes).toString('latin1') : null;
}

function likeliest(names: readonly Uint8Array[]): string {
  const all = Buffer.concat(names.map((name) => Buffer.concat([name, Buffer.from('\n')])));
  if (isCleanIn(all, 'utf-8')) return 'utf-8';
  const found = encodingCandidates(all).find(
    ({ encoding }) => EAST_ASIAN.includes(encoding) && plausibility(all, encoding) >= LIKELY,
  )?.encoding;
  if (!found) return 'cp437';
  return found === 'big5' ? 'cp950' : found === 'shift_jis' ? 'cp932' : found;
}

/** CRC-32 (APPNOTE 4.4.7). */
function crc32Of(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
