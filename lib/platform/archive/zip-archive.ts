import type { Readable } from 'node:stream';
import { fromBuffer, open as openZip, type Entry, type Options, type ZipFile } from 'yauzl';
import { foreignMethod } from '@/lib/platform/archive/packing.core';
import { readNames, saysUtf8 } from '@/lib/platform/archive/entry-name.core';

/** An entry as the archive's directory declares it. */
export interface DeclaredEntry {
  /** With slashes; as the archive means it, whatever encoding and divider it was packed with. */
  readonly path: string;
  readonly bytes: number;
  readonly isEncrypted: boolean;
  /** Symbolic link, device or the like: anything but a plain file. */
  readonly isSpecial: boolean;
  /** The compression that is not opened here, e.g. `Deflate64`; null for the two that every program opens. */
  readonly foreignMethod: string | null;
}

export type ArchiveEntry = DeclaredEntry & { readonly entry: Entry };

/** A zip archive read in place: never unpacked to the disk. */
export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  /** The encoding the names were found to be in, where the archive does not say; null where it does. */
  readonly guessedNames: string | null;
  /** The entry of a path; also by the name that an archive taken in earlier was given. */
  find(path: string): ArchiveEntry | undefined;
  /** The content of one entry; throws when it has more bytes than it declares, or more than `bytesMax`. */
  read(entry: Entry, bytesMax: number): Promise<Uint8Array>;
  /** The content of one entry as it comes; breaks off when it has more bytes than it declares. */
  stream(entry: Entry): Promise<Readable>;
  close(): void;
}

const ENTRIES_READ_MAX = 20_000;

/** Opens an archive, a file or its bytes, and reads its directory. Throws for what is no whole zip file. */
export async function openArchive(source: string | Buffer): Promise<Archive> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // Names are decoded and checked by our own rules, so that every bad one is named instead of the first thrown.
    const options: Options = { lazyEntries: true, decodeStrings: false, autoClose: false };
    const opened = (error: Error | null, file?: ZipFile): void =>
      file ? resolve(file) : reject(error ?? new Error('not a zip file'));
    if (typeof source === 'string') openZip(source, options, opened);
    else fromBuffer(source, options, opened);
  });
  try {
    const raw = await readDirectory(zip);
    const { names, guessed } = readNames(
      raw.map((entry) => ({
        bytes: rawName(entry),
        saysUtf8: saysUtf8(entry.generalPurposeBitFlag),
        extraFields: entry.extraFields,
      })),
    );
    const entries = raw.map((entry, index) => declared(entry, names[index] ?? ''));
    return {
      entries,
      guessedNames: guessed,
      find: (path) =>
        entries.find((each) => each.path === path) ??
        entries.find(({ entry }) => rawName(entry).toString('utf8') === path),
      read: (entry, max) => readEntry(zip, entry, max),
      stream: (entry) => streamEntry(zip, entry),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** With `decodeStrings` off the name is its bytes, whatever the types say. */
const rawName = (entry: Entry): Buffer => Buffer.from(entry.fileName as unknown as Buffer);

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
const AES = 99;
const FILE_TYPE = 0o170000;
const PLAIN_FILE = 0o100000;
const FOLDER = 0o040000;

function declared(entry: Entry, path: string): ArchiveEntry {
  const mode = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  return {
    entry,
    path,
    bytes: entry.uncompressedSize,
    isEncrypted: (entry.generalPurposeBitFlag & ENCRYPTED) !== 0 || entry.compressionMethod === AES,
    isSpecial: mode !== 0 && mode !== PLAIN_FILE && mode !== FOLDER,
    foreignMethod: foreignMethod(entry.compressionMethod),
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
