import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ZipFile } from 'yazl';
import { exportBundle } from '@/lib/bundle/export-bundle';
import { ok, refuse, type Result } from '@/lib/platform/result';

const BYTES_MAX = 500_000_000;

/**
 * An assignment as the zip of its folder. The caller has decided that the asker is staff. Larger ones than 500 MB are for
 * `saddlepoint export` on the server.
 */
export async function bundleZip(course: string, slug: string, actorId: string): Promise<Result<Buffer>> {
  const folder = await mkdtemp(path.join(tmpdir(), `saddlepoint-bundle-${randomUUID().slice(0, 8)}-`));
  try {
    const done = await exportBundle(course, slug, path.join(folder, 'bundle'), actorId);
    return done.ok ? await zipFolder(path.join(folder, 'bundle')) : done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function zipFolder(folder: string): Promise<Result<Buffer>> {
  const zip = new ZipFile();
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    zip.addFile(file, path.relative(folder, file).split(path.sep).join('/'));
  }
  zip.end();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX)
      return refuse({ code: 'file_too_large', message: 'Export it on the server: saddlepoint export.' });
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}
