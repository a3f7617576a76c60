import { dosTime, Fields } from '@/lib/platform/files/zip-fields.core';

/**
 * A zip archive whose members are stored as they are, laid out before a byte of it is sent (APPNOTE.TXT 6.3.10, sections 4.3.7
 * to 4.3.16). Every byte has its place from the start, so length and ranges are known. Members and archives below 4 GiB have
 * the plain form, which every reader takes; 64-bit fields appear where something is larger.
 */
export interface StoredMember {
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
  readonly at: Date;
}

/** What stands at a place of the archive: bytes made here, or the content of a member. */
export type Piece =
  | { readonly kind: 'made'; readonly bytes: Uint8Array }
  | { readonly kind: 'member'; readonly index: number; readonly start: number; readonly end: number };

export interface ZipLayout {
  /** Bytes of the whole archive. */
  readonly size: number;
  /** Its pieces between `start` and `end`, both inclusive and counted in bytes; all of them without a range. */
  pieces(range?: { readonly start: number; readonly end: number }): readonly Piece[];
}

const PLAIN = 20;
const ZIP64 = 45;
const UTF8_NAMES = 0x0800;
const MADE_ON_UNIX = 3 << 8;
const REGULAR_FILE = 0o100644;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;

export function zipLayout(members: readonly StoredMember[]): ZipLayout {
  const parts: { at: number; piece: Piece; length: number }[] = [];
  let size = 0;
  const add = (piece: Piece, length: number): void => {
    if (length > 0) parts.push({ at: size, piece, length });
    size += length;
  };
  const made = (bytes: Uint8Array): void => add({ kind: 'made', bytes }, bytes.length);
  const offsets = members.map((member, index) => {
    const offset = size;
    made(localHeader(member));
    add({ kind: 'member', index, start: 0, end: member.bytes - 1 }, member.bytes);
    return offset;
  });
  const directory = size;
  members.forEach((member, index) => made(centralRecord(member, offsets[index] ?? 0)));
  made(endRecords(members.length, directory, size - directory));
  const total = size;
  return {
    size: total,
    pieces: ({ start, end } = { start: 0, end: total - 1 }) =>
      parts.flatMap(({ at, piece, length }) => {
        const from = Math.max(start - at, 0);
        const to = Math.min(end - at, length - 1);
        return from > to ? [] : [cut(piece, from, to)];
      }),
  };
}

function cut(piece: Piece, from: number, to: number): Piece {
  if (piece.kind === 'made') return { kind: 'made', bytes: piece.bytes.subarray(from, to + 1) };
  return { ...piece, start: piece.start + from, end: piece.start + to };
}

function localHeader(member: StoredMember): Uint8Array {
  const name = new TextEncoder().encode(member.name);
  const wide = member.bytes >= MAX_32;
  const fields = new Fields(30 + name.length + (wide ? 20 : 0));
  fields.u32(0x04034b50).u16(wide ? ZIP64 : PLAIN);
  common(fields, member, name, wide, wide ? 20 : 0);
  fields.raw(name);
  if (wide) fields.u16(1).u16(16).u64(member.bytes).u64(member.bytes);
  return fields.bytes;
}

function centralRecord(member: StoredMember, offset: number): Uint8Array {
  const name = new TextEncoder().encode(member.name);
  const wide = member.bytes >= MAX_32;
  const far = offset >= MAX_32;
  const extra = wide || far ? 4 + (wide ? 16 : 0) + (far ? 8 : 0) : 0;
  const version = extra > 0 ? ZIP64 : PLAIN;
  const fields = new Fields(46 + name.length + extra);
  fields
    .u32(0x02014b50)
    .u16(MADE_ON_UNIX | version)
    .u16(version);
  common(fields, member, name, wide, extra);
  fields.u16(0).u16(0).u16(0);
  fields.u32((REGULAR_FILE << 16) >>> 0).u32(far ? MAX_32 : offset);
  fields.raw(name);
  if (extra > 0) fields.u16(1).u16(extra - 4);
  if (wide) fields.u64(member.bytes).u64(member.bytes);
  if (far) fields.u64(offset);
  return fields.bytes;
}

/** What both kinds of record say of a member, in the same order. */
function common(
  fields: Fields,
  { at, bytes, crc32 }: StoredMember,
  name: Uint8Array,
  wide: boolean,
  extra: number,
): void {
  const size = wide ? MAX_32 : bytes;
  const dos = dosTime(at);
  fields.u16(UTF8_NAMES).u16(0).u16(dos.time).u16(dos.date);
  fields.u32(crc32).u32(size).u32(size).u16(name.length).u16(extra);
}

function endRecords(members: number, directory: number, directoryBytes: number): Uint8Array {
  const wide = members >= MAX_16 || directory >= MAX_32 || directoryBytes >= MAX_32;
  const fields = new Fields((wide ? 76 : 0) + 22);
  if (wide) {
    fields
      .u32(0x06064b50)
      .u64(44)
      .u16(MADE_ON_UNIX | ZIP64)
      .u16(ZIP64)
      .u32(0)
      .u32(0);
    fields.u64(members).u64(members).u64(directoryBytes).u64(directory);
    fields
      .u32(0x07064b50)
      .u32(0)
      .u64(directory + directoryBytes)
      .u32(1);
  }
  const count = wide ? MAX_16 : members;
  fields.u32(0x06054b50).u16(0).u16(0).u16(count).u16(count);
  return fields
    .u32(wide ? MAX_32 : directoryBytes)
    .u32(wide ? MAX_32 : directory)
    .u16(0).bytes;
}
