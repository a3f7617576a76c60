import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ZipFile } from 'yazl';
import { confirm, print, printJson, refusal, RefusedError } from '@/lib/bin/cli-output';
import { remoteSite, type RemoteOptions } from '@/lib/bin/commands/remote/student';
import type { RemoteSite } from '@/lib/bin/remote/client';
import { progressBar } from '@/lib/bin/remote/progress';
import type { Problem } from '@/lib/platform/result';

interface UploadedBundle {
  readonly id: string;
  readonly status: 'reading' | 'ready' | 'refused' | 'applying' | 'applied';
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
  readonly problems: readonly Problem[];
}

interface ImportOptions extends RemoteOptions {
  readonly course?: string;
  readonly yes?: boolean;
  readonly withoutData?: boolean;
}

/** Sends an assignment's folder to a site, shows what it would change there, and has it applied. */
export async function remoteImport(folder: string, options: ImportOptions): Promise<void> {
  if (!options.course) throw refusal('no_course', 'Name the course on the site with --course.');
  const site = await remoteSite(options);
  const at = `/courses/${encodeURIComponent(options.course)}/staff/bundles`;
  const importId = await send(site, at, path.resolve(folder), options);
  const read = await whenNot(site, at, importId, 'reading');
  if (read.status === 'refused') throw new RefusedError(read.problems);
  if (!options.json) {
    for (const warning of read.warnings) process.stderr.write(`warning: ${warning}\n`);
    for (const line of read.lines) print(line);
  }
  const outcome = { changes: read.lines, warnings: read.warnings };
  if (read.lines.length === 0) {
    if (options.json) printJson({ applied: false, ...outcome });
    else print('nothing to change');
    return;
  }
  if (!options.yes && !(await confirm('Do this?')))
    throw refusal('not_confirmed', 'Nothing was changed. Add --yes to do it without asking.');
  await site.ask(`${at}/${importId}/confirmation`, { method: 'POST' });
  const done = await whenNot(site, at, importId, 'applying');
  if (done.status === 'refused') throw new RefusedError(done.problems);
  if (done.status !== 'applied')
    throw refusal('changed', 'The assignment has changed since; run the command again to see what is new.');
  if (options.json) printJson({ applied: true, ...outcome });
  else print('done');
}

/** Packs the folder beside the system's other temporary files, and streams it. */
async function send(site: RemoteSite, at: string, folder: string, options: ImportOptions): Promise<string> {
  const found = await stat(path.join(folder, 'assignment.yaml')).catch(() => null);
  if (!found) throw refusal('no_bundle', `There is no assignment.yaml in ${folder}.`);
  const temporary = await mkdtemp(path.join(tmpdir(), 'saddlepoint-import-'));
  const bar = await progressBar(path.basename(folder), !options.json);
  try {
    const packed = path.join(temporary, 'bundle.zip');
    await pack(folder, packed);
    const query = {
      fileName: `${path.basename(folder)}.zip`,
      ...(options.withoutData ? { withoutMissing: 'true' } : {}),
    };
    const request = { method: 'POST', type: 'application/zip', query } as const;
    return (await site.sendFile<{ importId: string }>(at, packed, request, bar.update)).importId;
  } finally {
    bar.stop();
    await rm(temporary, { recursive: true });
  }
}

/** Every file of the folder but hidden ones and what a version control system keeps. */
async function pack(folder: string, to: string): Promise<void> {
  const zip = new ZipFile();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    if (entry.isFile() && !name.split('/').some((part) => part.startsWith('.')))
      zip.addFile(path.join(folder, name), name);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(to));
}

async function whenNot(
  site: RemoteSite,
  at: string,
  id: string,
  status: UploadedBundle['status'],
): Promise<UploadedBundle> {
  for (;;) {
    const { items } = await site.ask<{ items: UploadedBundle[] }>(at);
    const found = items.find((each) => each.id === id);
    if (!found) throw refusal('not_found', 'The site does not know the upload any more; send it again.');
    if (found.status !== status) return found;
    await pause(500);
  }
}
