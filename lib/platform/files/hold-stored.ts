import type { Tx } from '@/lib/platform/database/client';
import { lockStored } from '@/lib/platform/database/locks';
import { isStored } from '@/lib/platform/files/store';

/**
 * Keeps stored files from being removed until the transaction has ended: for who stored them before it and names them in
 * it, as its last act. Throws where one has gone already, which takes a day between storing and this.
 */
export async function holdStored(tx: Tx, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await lockStored(tx, hashes);
  for (const sha256 of hashes)
    if (!(await isStored(sha256))) throw new Error(`the stored file ${sha256} has gone; do it again`);
}
