import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Writable, type Readable } from 'node:stream';
import { membersOf } from '@/lib/platform/backup/archive-reader';
import { hashOfMember, type Manifest, type OnStep } from '@/lib/platform/backup/manifest';
import { openFresh } from '@/lib/platform/files/folders';
import { storeFile, temporaryPath } from '@/lib/platform/files/store';

/** Files waiting for the disk at a time: it takes many as fast as one. */
const AT_A_TIME = 16;

/**
 * Puts the archive's files into the store; one that is stored already stays, unless it is damaged. When this returns all bytes and
 * names are on the disk. Returns how many files there were.
 */
export async function restoreFiles(file: string, manifest: Manifest, onStep: OnStep): Promise<number> {
  const missing = new Set(manifest.missing);
  const waiting = new Set<Promise<void>>();
  let [count, failure]: [number, unknown] = [0, null];
  try {
    for await (const member of membersOf(file)) {
      const sha256 = hashOfMember(member.name);
      if (sha256 === null || missing.has(sha256)) continue;
      if (count % 100 === 0) await onStep({ phase: 'files', done: count, total: manifest.files.count });
      const put = putFile(await member.open(), sha256)
        .catch((error: unknown) => (failure ??= error))
        .then(() => void waiting.delete(put));
      waiting.add(put);
      if (waiting.size >= AT_A_TIME) await Promise.race(waiting);
      if (failure !== null) break;
      count += 1;
    }
  } finally {
    await Promise.all(waiting);
  }
  if (failure !== null) throw failure;
  await onStep({ phase: 'files', done: count, total: count });
  return count;
}

async function putFile(source: Readable, sha256: string): Promise<void> {
  const temporary = await temporaryPath();
  const hash = createHash('sha256');
  try {
    const handle = await openFresh(temporary);
    try {
      const sink = new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          hash.update(chunk);
          handle.writeFile(chunk).then(() => done(), done);
        },
      });
      await pipeline(source, sink);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (hash.digest('hex') !== sha256) throw new Error(`the file ${sha256} was not read as it was before`);
    await storeFile(temporary, sha256);
  } finally {
    await rm(temporary, { force: true });
  }
}
