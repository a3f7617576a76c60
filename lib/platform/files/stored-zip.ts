import { crc32 } from 'node:zlib';
import { storedChunks, storedStat } from '@/lib/platform/files/store';
import { zipLayout } from '@/lib/platform/files/zip-layout.core';

/** A member of an archive: a file of the store, or bytes made for it. */
export interface ZipEntry {
  readonly name: string;
  readonly at: Date;
  readonly content: { readonly sha256: string } | { readonly bytes: Uint8Array };
}

export interface StoredZip {
  readonly bytes: number;
  /** The archive, or `[start, end]` of it (inclusive). Nothing is open before it is read, nor after it was given up. */
  chunks(range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

/**
 * An archive made while it is sent, without compression, so that its length is known and any range of it can be read. The same
 * entries give the same bytes. Reads a file of the store once in a process's life for its checksum.
 */
export async function storedZip(entries: readonly ZipEntry[]): Promise<StoredZip> {
  const members = [];
  for (const { name, at, content } of entries) {
    const measured =
      'bytes' in content
        ? { bytes: content.bytes.length, crc32: crc32(content.bytes) }
        : { bytes: (await storedStat(content.sha256)).size, crc32: await storedCrc32(content.sha256) };
    members.push({ name, at, ...measured });
  }
  const layout = zipLayout(members);
  return {
    bytes: layout.size,
    chunks: async function* (range) {
      for (const piece of layout.pieces(range)) {
        if (piece.kind === 'made') {
          yield piece.bytes;
          continue;
        }
        const content = entries[piece.index]?.content;
        if (!content) throw new Error('a member of the archive is missing');
        if ('bytes' in content) yield content.bytes.subarray(piece.start, piece.end + 1);
        else yield* storedChunks(content.sha256, piece);
      }
    },
  };
}

const CHECKSUMS_MAX = 10_000;
const checksums = new Map<string, Promise<number>>();

/** CRC-32 of a file of the store. A hash names its bytes for good, so what was read once is known. */
function storedCrc32(sha256: string): Promise<number> {
  const known = checksums.get(sha256);
  if (known) return known;
  const oldest = checksums.size >= CHECKSUMS_MAX ? checksums.keys().next().value : undefined;
  if (oldest !== undefined) checksums.delete(oldest);
  const reading = readCrc32(sha256);
  checksums.set(sha256, reading);
  reading.catch(() => checksums.delete(sha256)); // asked again, it is read again
  return reading;
}

async function readCrc32(sha256: string): Promise<number> {
  let crc = 0;
  for await (const chunk of storedChunks(sha256)) crc = crc32(chunk, crc);
  return crc;
}
