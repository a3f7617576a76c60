import type { Readable } from 'node:stream';
import { open as openZip, type Entry, type ZipFile } from 'yauzl';
import type { DeclaredEntry } from '@/lib/handin/entry-rules.core';

/** A zip archive read in place: never unpacked to the disk. */
export interface Archive {
  readonly entries: readonly (DeclaredEntry & { readonly entry: Entry })[];
  /** The content of one entry; throws when it has more bytes than it declares, or more than `bytesMax`. */
  read(entry: Entry, bytesMax: number): Promise<Uint8Array>;
  /** The content of one entry as it comes; breaks off when it has more bytes than it declares. */
  stream(entry: Entry): Promise<Readable>;
  close(): void;
}

const ENTRIES_READ_MAX = 20_000;

/** Opens an archive and reads its directory. Throws for what is no whole zip file. */
export async function openArchive(file: string): Promise<Archive> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // Names are checked by our own rules, so that every bad one is named instead of the first thrown.
    openZip(file, { lazyEntries: true, decodeStrings: false, autoClose: false }, (error, opened) =>
      opened ? resolve(opened) : reject(error ?? new Error('not a zip file')),
    );
  });
  try {
    const entries = await readDirectory(zip);
    return {
      entries: entries.map(declared),
      read: (entry, max) => readEntry(zip, entry, max),
      stream: (entry) => streamEntry(zip, entry),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function readDirectory(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > ENTRIES_READ_MAX) reject(new Error('the archive has too many entries'));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

const ENCRYPTED = 0x1;
const FILE_TYPE = 0o170000;
const PLAIN_FILE = 0o100000;
const FOLDER = 0o040000;

function declared(entry: Entry): DeclaredEntry & { readonly entry: Entry } {
  const mode = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  return {
    entry,
    path: Buffer.from(entry.fileName as unknown as Buffer).toString('utf8'),
    bytes: entry.uncompressedSize,
    isEncrypted: (entry.generalPurposeBitFlag & ENCRYPTED) !== 0,
    isSpecial: mode !== 0 && mode !== PLAIN_FILE && mode !== FOLDER,
  };
}

function streamEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (stream) resolve(stream);
      else reject(error ?? new Error('the entry could not be opened'));
    });
  });
}

async function readEntry(zip: ZipFile, entry: Entry, bytesMax: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of (await streamEntry(zip, entry)) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error('the entry is larger than it says');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
