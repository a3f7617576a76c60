import { open } from 'node:fs/promises';
import { packingOf } from '@/lib/platform/archive/packing.core';

/** A tar archive says what it is after its first 257 bytes. */
const HEAD_BYTES = 512;

/** What a file that is no zip archive is packed as, in words; null for nothing that is known. */
export async function whatFileIs(file: string): Promise<string | null> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return packingOf(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
