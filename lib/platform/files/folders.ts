import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { env } from '@/lib/platform/env';

/** Nobody but the site's own account looks into its folders. */
export const FOLDER_MODE = 0o700;
/** Files that have their bytes are never written again, and say so. */
export const FILE_MODE = 0o444;

/** Files whose bytes nobody needs after a while: of requests under way. */
export function temporaryFolder(): string {
  return path.join(env().dataDir, 'tmp');
}

/** Pieces and sealed files of uploads, each named by a row until it is in the store. On the store's file system. */
export function uploadsFolder(): string {
  return path.join(env().dataDir, 'uploads');
}

export function storeFolder(): string {
  return path.join(env().dataDir, 'files');
}

/** Stored files that were found changed and have been replaced, for the operator to look at. */
export function damagedFolder(): string {
  return path.join(env().dataDir, 'damaged');
}

/** Makes a folder that only the site's account may enter. Returns the first folder that was made, if any. */
export async function makeFolder(folder: string): Promise<string | undefined> {
  return mkdir(folder, { recursive: true, mode: FOLDER_MODE });
}

/** Opens a file that must not be there yet, to be written by this handle alone; the file itself is read-only from the start. */
export async function openFresh(file: string): Promise<FileHandle> {
  const handle = await open(file, 'wx', FILE_MODE);
  await handle.chmod(FILE_MODE); // whatever the umask took away
  return handle;
}

/** fsync of a file or a folder. */
export async function syncPath(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
