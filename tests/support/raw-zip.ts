import { deflateRawSync } from 'node:zlib';

export interface RawEntry {
  /** The name's bytes; a text is written as UTF-8. */
  readonly name: Uint8Array | string;
  readonly content: Uint8Array | string;
  /** General purpose flags; 0x800: the name is UTF-8. */
  readonly flags?: number;
  /** 8: Deflate. Any other is claimed only: the content stays deflated. */
  readonly method?: number;
  /** Info-ZIP's Unicode path (0x7075), and whether its checksum is that of the name. */
  readonly unicodePath?: { readonly path: string; readonly isStale?: boolean };
}

/** A zip archive byte by byte, as programs of all kinds write them (APPNOTE 4.3). */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name: given, content, flags = 0, method = 8, unicodePath } of entries) {
    const name = Buffer.from(given as string);
    const packed = deflateRawSync(content);
    const extra = unicodePath ? unicodeField(name, unicodePath) : Buffer.alloc(0);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(flags, 6);
    header.writeUInt16LE(method, 8);
    header.writeUInt32LE(crc32(Buffer.from(content as string)), 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(Buffer.byteLength(content), 22);
    header.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(header.readUInt32LE(14), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(Buffer.byteLength(content), 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt16LE(extra.length, 30);
    central.writeUInt32LE(offset, 42);
    locals.push(header, name, packed);
    directory.push(central, name, extra);
    offset += 30 + name.length + packed.length;
  }
  const size = directory.reduce((sum, each) => sum + each.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

function unicodeField(name: Buffer, { path, isStale }: NonNullable<RawEntry['unicodePath']>): Buffer {
  const text = Buffer.from(path);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + text.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(isStale ? 0 : crc32(name), 5);
  return Buffer.concat([field, text]);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  return (
    (bytes.reduce((crc, byte) => (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0), 0xffffffff) ^
      0xffffffff) >>>
    0
  );
}
