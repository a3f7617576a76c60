import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { access, chmod, copyFile, link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  damagedFolder,
  FILE_MODE,
  makeFolder,
  storeFolder,
  syncPath,
  temporaryFolder,
} from '@/lib/platform/files/folders';
import { log } from '@/lib/platform/log';

/**
 * Content-addressed files in the data directory: a file's name is its SHA-256, so nothing a user types becomes a path,
 * the same bytes are kept once, and a receipt's hash finds its file. A stored file is never written again, not even by a
 * rename: a name is given once, by a link that fails where there is one.
 */
const SHA256 = /^[0-9a-f]{64}$/;

/** Where the file with this hash is, or would be. Throws on anything but 64 lower-case hex digits. */
export function storedPath(sha256: string): string {
  if (!SHA256.test(sha256)) throw new Error(`not a SHA-256: ${sha256.slice(0, 80)}`);
  return path.join(storeFolder(), sha256.slice(0, 2), sha256.slice(2));
}

/** A fresh path for a file under way, on the same file system as the store. */
export async function temporaryPath(name: string = randomUUID()): Promise<string> {
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw new Error('not a name for a temporary file');
  const folder = temporaryFolder();
  await makeFolder(folder);
  return path.join(folder, name);
}

/** SHA-256 and size of a file, streamed. */
export async function hashFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    createReadStream(file, { highWaterMark: 1 << 20 }),
    async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    },
  );
  return { sha256: hash.digest('hex'), bytes };
}

/** What storing a file found: no such file, the same bytes, or others under that name, which it has replaced. */
export type Stored = 'new' | 'there' | 'mended';

/**
 * Gives a file its name in the store and returns when the name is on the disk; the file keeps its own name too. Its bytes
 * must be on the disk and its handles closed. Where the hash is stored already, the stored file is read and stays as it
 * is; only one that is damaged is set aside and replaced, which is logged as an error.
 */
export async function storeFile(file: string, sha256: string): Promise<Stored> {
  const target = storedPath(sha256);
  const folder = path.dirname(target);
  try {
    await linkInto(folder, file, target);
    await syncPath(folder);
    return 'new';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = await isWhole(sha256).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return 'gone';
    throw error;
  });
  if (found === 'gone') return storeFile(file, sha256); // an old one that nobody named was removed in between
  if (found) return 'there';
  await replaceDamaged(file, target);
  log.error(
    { sha256, aside: damagedFolder() },
    'a stored file was damaged; the same bytes came again and replaced it',
  );
  return 'mended';
}

async function linkInto(folder: string, file: string, target: string): Promise<void> {
  await link(file, target).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const made = await makeFolder(folder); // the first of its two digits
    if (made !== undefined) await syncPath(path.dirname(made));
    await link(file, target);
  });
}

/** Files that this process has read and found whole, by what changes when anybody touches them. */
const whole = new Map<string, string>();
const WHOLE_MAX = 2_000;

/** Whether a stored file's bytes give its name. Read once; again when its inode, size or time of change are others. */
async function isWhole(sha256: string): Promise<boolean> {
  const file = storedPath(sha256);
  const { ino, size, ctimeNs } = await stat(file, { bigint: true });
  const seen = `${ino} ${size} ${ctimeNs}`;
  if (whole.get(sha256) === seen) return true;
  if ((await hashFile(file)).sha256 !== sha256) return false;
  if (whole.size >= WHOLE_MAX) whole.clear();
  whole.set(sha256, seen);
  return true;
}

/** The one place where a name in the store gets another file: the damaged one is kept aside under its name and the time. */
async function replaceDamaged(file: string, target: string): Promise<void> {
  await makeFolder(damagedFolder());
  const aside = path.join(
    damagedFolder(),
    `${path.basename(path.dirname(target))}${path.basename(target)}-${Date.now()}`,
  );
  await link(target, aside);
  const fresh = await temporaryPath();
  await link(file, fresh);
  await rename(fresh, target);
  await syncPath(path.dirname(target));
}

/** Copies a file into the store. Returns its hash and size. */
export async function storeCopy(source: string): Promise<{ sha256: string; bytes: number }> {
  const temporary = await temporaryPath();
  try {
    await copyFile(source, temporary);
    await chmod(temporary, FILE_MODE);
    const hashed = await hashFile(temporary);
    await syncPath(temporary);
    await storeFile(temporary, hashed.sha256);
    return hashed;
  } finally {
    await rm(temporary, { force: true });
  }
}

export async function isStored(sha256: string): Promise<boolean> {
  return access(storedPath(sha256)).then(
    () => true,
    () => false,
  );
}

/** The hashes of all stored files, in no order. */
export async function* storedFiles(): AsyncGenerator<string> {
  const folders = await readdir(storeFolder()).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []; // nothing was stored yet
    throw error;
  });
  for (const folder of folders)
    for (const rest of await readdir(path.join(storeFolder(), folder)))
      if (SHA256.test(folder + rest)) yield folder + rest;
}

/** Reads `[start, end]` (inclusive, in bytes) of a stored file, or all of it. */
export function readStored(sha256: string, range?: { start: number; end: number }): ReadStream {
  return createReadStream(storedPath(sha256), range);
}

const READ_BYTES = 1 << 18;

/**
 * The same for who may give up before the end: the file is opened when the first bytes are asked for and closed when the
 * reading ends, however it ends.
 */
export async function* storedChunks(
  sha256: string,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const handle = await open(storedPath(sha256), 'r');
  try {
    const end = range?.end ?? Number.POSITIVE_INFINITY;
    for (let at = range?.start ?? 0; at <= end;) {
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at + 1));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Size in bytes, and when the file came. */
export async function storedStat(sha256: string): Promise<{ size: number; mtime: Date }> {
  return stat(storedPath(sha256));
}
