import { statfs } from 'node:fs/promises';
import { env } from '@/lib/platform/env';
import { refuse, type Problem, type Refused } from '@/lib/platform/result';

/** A look at the file system is good for this long. */
const LOOK_MS = 1_000;

export const STORAGE_FULL: Problem = {
  code: 'storage_full',
  message:
    'The server has no room for more files. Nothing was counted and nothing that is stored is lost. Tell the staff; then try again.',
};

/** Whether an error says that the disk, or what one may use of it, is full. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

let looked: { readonly at: number; readonly folder: string; readonly free: number } | null = null;

/** Bytes that may still be written before the reserve of the disk is reached; negative below it. */
export async function bytesAboveReserve(): Promise<number> {
  const { dataDir: folder, SADDLEPOINT_DISK_RESERVE_MB: reserve } = env();
  const at = performance.now();
  if (looked === null || looked.folder !== folder || at - looked.at > LOOK_MS) {
    const { bavail, bsize } = await statfs(folder);
    looked = { at, folder, free: bavail * bsize };
  }
  return looked.free - reserve * 1_000_000;
}

/** Refuses `bytes` more where they would reach into the disk's reserve; null: they fit. */
export async function refusedForDisk(bytes: number): Promise<Refused | null> {
  return (await bytesAboveReserve()) < bytes ? refuse(STORAGE_FULL) : null;
}
