import { Fields, type DosTime } from '@/lib/platform/files/zip-fields.core';

/**
 * Records of a zip archive, always in zip64 form (APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16): sizes and offsets have 64
 * bits, and stand behind a member's data, since nobody knows them before.
 */
const VERSION = 45;
/** Sizes follow the data; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const MADE_ON_UNIX = 3 << 8;
const SEE_ZIP64 = 0xffffffff;
const ZIP64_FIELD = 1;

export interface WrittenMember {
  readonly name: string;
  readonly crc32: number;
  readonly bytes: number;
  readonly packedBytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

export function localHeader(name: string, at: DosTime): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  const record = new Fields(30 + bytes.length + 20);
  record.u32(0x04034b50).u16(VERSION).u16(FLAGS).u16(DEFLATED).u16(at.time).u16(at.date);
  record.u32(0).u32(SEE_ZIP64).u32(SEE_ZIP64).u16(bytes.length).u16(20).raw(bytes);
  return record.u16(ZIP64_FIELD).u16(16).u64(0).u64(0).bytes;
}

export function dataDescriptor(member: WrittenMember): Uint8Array {
  return new Fields(24).u32(0x08074b50).u32(member.crc32).u64(member.packedBytes).u64(member.bytes).bytes;
}

/** `mode`: the Unix mode of the file, with its type. */
export function centralRecord(member: WrittenMember, at: DosTime, mode: number): Uint8Array {
  const bytes = new TextEncoder().encode(member.name);
  const record = new Fields(46 + bytes.length + 28);
  record
    .u32(0x02014b50)
    .u16(MADE_ON_UNIX | VERSION)
    .u16(VERSION)
    .u16(FLAGS)
    .u16(DEFLATED);
  record.u16(at.time).u16(at.date).u32(member.crc32).u32(SEE_ZIP64).u32(SEE_ZIP64);
  record
    .u16(bytes.length)
    .u16(28)
    .u16(0)
    .u16(0)
    .u16(0)
    .u32((mode << 16) >>> 0)
    .u32(SEE_ZIP64)
    .raw(bytes);
  return record.u16(ZIP64_FIELD).u16(24).u64(member.bytes).u64(member.packedBytes).u64(member.offset).bytes;
}

/** The end: the zip64 record, its locator, and the record that old readers look for. */
export function endRecords(members: number, centralOffset: number, centralBytes: number): Uint8Array {
  const record = new Fields(56 + 20 + 22);
  record
    .u32(0x06064b50)
    .u64(44)
    .u16(MADE_ON_UNIX | VERSION)
    .u16(VERSION)
    .u32(0)
    .u32(0);
  record.u64(members).u64(members).u64(centralBytes).u64(centralOffset);
  record
    .u32(0x07064b50)
    .u32(0)
    .u64(centralOffset + centralBytes)
    .u32(1);
  record.u32(0x06054b50).u16(0).u16(0).u16(0xffff).u16(0xffff);
  return record.u32(SEE_ZIP64).u32(SEE_ZIP64).u16(0).bytes;
}
