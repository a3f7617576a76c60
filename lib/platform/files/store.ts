import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { access, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { randomUUID } from 'node:crypto';
import { env } from '@/lib/platform/env';

/**
 * Content-addressed files in the data directory: a file's name is its SHA-256, so nothing a user types becomes a path,
 * the same bytes are kept once, and a receipt's hash finds its file.
 */
const SHA256 = /^[0-9a-f]{64}$/;

function root(): string {
  return path.join(env().dataDir, 'files');
}

/** Where the file with this hash is, or would be. Throws on anything but 64 lower-case hex digits. */
export function storedPath(sha256: string): string {
  if (!SHA256.test(sha256)) throw new Error(`not a SHA-256: ${sha256.slice(0, 80)}`);
  return path.join(root(), sha256.slice(0, 2), sha256.slice(2));
}

/** A fresh path for a file under way, on the same file system as the store so that a rename is enough. */
export async function temporaryPath(name: string = randomUUID()): Promise<string> {
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw new Error('not a name for a temporary file');
  const folder = path.join(env().dataDir, 'tmp');
  await mkdir(folder, { recursive: true });
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

/**
 * Moves a finished temporary file into the store and returns only when its bytes and its name are on the disk.
 * Storing the same bytes again is harmless.
 */
export async function storeFile(temporary: string, sha256: string): Promise<void> {
  const target = storedPath(sha256);
  const folder = path.dirname(target);
  const made = await mkdir(folder, { recursive: true });
  await syncPath(temporary);
  await rename(temporary, target);
  await syncPath(folder);
  if (made) await syncPath(path.dirname(made));
}

/** Copies a file into the store. Returns its hash and size. */
export async function storeCopy(source: string): Promise<{ sha256: string; bytes: number }> {
  const temporary = await temporaryPath();
  try {
    await copyFile(source, temporary);
    const hashed = await hashFile(temporary);
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
  const folders = await readdir(root()).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []; // nothing was stored yet
    throw error;
  });
  for (const folder of folders)
    for (const rest of await readdir(path.join(root(), folder)))
      if (SHA256.test(folder + rest)) yield folder + rest;
}

/** Reads `[start, end]` (inclusive, in bytes) of a stored file, or all of it. */
export function readStored(sha256: string, range?: { start: number; end: number }): ReadStream {
  return createReadStream(storedPath(sha256), range);
}

/** Size in bytes, and when the file came. */
export async function storedStat(sha256: string): Promise<{ size: number; mtime: Date }> {
  return stat(storedPath(sha256));
}

/** fsync of a file or a folder. */
async function syncPath(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
