import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Writable, type Readable } from 'node:stream';
import { membersOf } from '@/lib/platform/backup/archive-reader';
import { hashOfMember, type Manifest, type OnStep } from '@/lib/platform/backup/manifest';
import { storedPath, temporaryPath } from '@/lib/platform/files/store';

/** Files waiting for the disk at a time: it takes many as fast as one. */
const AT_A_TIME = 16;

/**
 * Puts the archive's files into the store; the same bytes put there again are harmless. When this returns all bytes and
 * names are on the disk. Returns how many files there were.
 */
export async function restoreFiles(file: string, manifest: Manifest, onStep: OnStep): Promise<number> {
  const missing = new Set(manifest.missing);
  const folders = new Set<string>();
  const waiting = new Set<Promise<void>>();
  let [count, failure]: [number, unknown] = [0, null];
  try {
    for await (const member of membersOf(file)) {
      const sha256 = hashOfMember(member.name);
      if (sha256 === null || missing.has(sha256)) continue;
      if (count % 100 === 0) await onStep({ phase: 'files', done: count, total: manifest.files.count });
      const target = storedPath(sha256);
      if (!folders.has(path.dirname(target))) await mkdir(path.dirname(target), { recursive: true });
      folders.add(path.dirname(target));
      const put = putFile(await member.open(), sha256, target)
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
  for (const folder of folders) await syncPath(folder);
  if (folders.size > 0) await syncPath(path.dirname([...folders][0] ?? ''));
  await onStep({ phase: 'files', done: count, total: count });
  return count;
}

async function putFile(source: Readable, sha256: string, target: string): Promise<void> {
  const temporary = await temporaryPath();
  const hash = createHash('sha256');
  try {
    const handle = await open(temporary, 'w', 0o600);
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
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function syncPath(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
