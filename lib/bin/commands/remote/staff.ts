import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fromBuffer, type ZipFile } from 'yauzl';
import type { GradesExportOptions } from '@/lib/bin/cli';
import { confirm, print, printJson, refusal, type RefusedError } from '@/lib/bin/cli-output';
import { remoteSite, type RemoteOptions } from '@/lib/bin/commands/remote/student';
import { assignmentPath } from '@/lib/bin/remote/client';
import { agreeToRoster, type RosterCommandOptions } from '@/lib/bin/roster-agreement';
import { rosterCounts, type ShownPreview } from '@/lib/bin/roster-lines.core';
import type { AuditView } from '@/lib/staff/audit-list';

/** The commands of staff that exist on the server, over the REST API of a site. */

const notConfirmed = (what: string): RefusedError =>
  refusal('not_confirmed', `${what} Add --yes to do it without asking.`);

export async function remoteRosterImport(
  course: string,
  csv: string,
  options: RemoteOptions & RosterCommandOptions,
): Promise<void> {
  const site = await remoteSite(options);
  const at = `/courses/${encodeURIComponent(course)}/staff/roster`;
  const body = { type: 'text/csv', bytes: await readFile(csv) };
  const query = { removeMissing: options.removeMissing ? 'true' : undefined, encoding: options.encoding };
  const plan = await site.ask<ShownPreview & { fingerprint: string }>(at, { method: 'POST', body, query });
  const { acceptDoubts } = await agreeToRoster(plan, options);
  const { fingerprint } = plan;
  const { invitations } = await site.ask<{ invitations: { name: string; link: string }[] }>(at, {
    method: 'POST',
    body,
    query: { ...query, apply: 'true', fingerprint, acceptDoubts: acceptDoubts ? 'true' : undefined },
  });
  if (options.json) printJson({ ...rosterCounts(plan), notes: plan.notes, invitations });
  else for (const each of invitations) print(`${each.name}\t${each.link}`);
}

export async function remoteSeedCheckpoints(
  assignment: string,
  options: RemoteOptions & { readonly students?: readonly string[]; readonly workers?: string },
): Promise<void> {
  if (options.workers !== undefined)
    throw refusal('bad_workers', '--workers is for the server; with --site its worker decides.');
  const site = await remoteSite(options);
  const json = options.students ? { students: options.students } : {};
  await site.ask(`${assignmentPath(assignment)}/staff/checkpoints/seed`, { method: 'POST', json });
  if (options.json) printJson({ begun: true });
  else print('begun; the site’s worker makes them');
}

export async function remoteGradeRun(
  assignment: string,
  options: RemoteOptions & { readonly yes?: boolean },
): Promise<void> {
  const site = await remoteSite(options);
  const at = `${assignmentPath(assignment)}/staff/grades`;
  const preview = await site.ask<{
    fingerprint: string;
    published: number | null;
    changed: number;
    lines: unknown[];
  }>(at);
  if (!options.json)
    print(
      `students: ${preview.lines.length}\nchanged: ${preview.changed}\npublished: ${preview.published ?? 'nothing yet'}`,
    );
  if (!options.yes && !(await confirm('Publish these grades?'))) throw notConfirmed('Nothing was published.');
  const done = await site.ask<{ number: number }>(`${at}/publications`, {
    method: 'POST',
    json: { fingerprint: preview.fingerprint },
  });
  if (options.json) printJson({ ...done, students: preview.lines.length });
  else print(`Published as number ${done.number}.`);
}

export async function remoteGradesExport(
  assignment: string,
  options: RemoteOptions & GradesExportOptions,
): Promise<void> {
  const site = await remoteSite(options);
  const at = `${assignmentPath(assignment)}/staff/grades`;
  const { format, canvasFile, column } = options;
  if (format !== 'canvas') {
    process.stdout.write(await site.bytes(`${at}/export`, { query: { format } }));
    return;
  }
  if (!canvasFile) throw refusal('no_file', 'Give the Canvas export with --canvas-file.');
  const body = { type: 'text/csv', bytes: await readFile(canvasFile) };
  process.stdout.write(await site.bytes(`${at}/canvas`, { method: 'POST', query: { column }, body }));
}

export async function remoteAudit(
  assignment: string,
  options: RemoteOptions & { readonly action?: string; readonly search?: string; readonly limit: string },
): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1)
    throw refusal('bad_value', '--limit must be a whole number from 1 on.');
  const site = await remoteSite(options);
  const { action, search } = options;
  const lines = await site.all<AuditView>(
    `${assignmentPath(assignment)}/staff/audit`,
    { action, search },
    limit,
  );
  if (options.json) return printJson(lines);
  for (const line of lines)
    print(
      [line.at, line.who ?? 'the platform', line.action, line.subject, line.detail.join('; ')].join('\t'),
    );
}

/** Writes the assignment back as a folder, as the command on the server does. */
export async function remoteExport(
  assignment: string,
  folder: string,
  options: RemoteOptions,
): Promise<void> {
  const site = await remoteSite(options);
  const zip = await site.bytes(`${assignmentPath(assignment)}/staff/bundle`);
  const files = await unpack(zip, path.resolve(folder));
  if (options.json) printJson({ files });
  else print(`${files} files written to ${folder}`);
}

/** Unpacks a bundle; yauzl refuses entries that lead out of the folder. Returns how many files. */
async function unpack(bytes: Buffer, folder: string): Promise<number> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: false, autoClose: false }, (error, found) =>
      error ? reject(error) : resolve(found),
    ),
  );
  const entries: { name: string; content: Promise<Buffer> }[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Parameters<ZipFile['openReadStream']>[0]) => {
      if (!entry.fileName.endsWith('/'))
        entries.push({ name: entry.fileName, content: contentOf(zip, entry) });
    });
    zip.on('end', resolve);
    zip.on('error', reject);
  });
  for (const { name, content } of entries) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, await content);
  }
  return entries.length;
}

function contentOf(zip: ZipFile, entry: Parameters<ZipFile['openReadStream']>[0]): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(buffer(stream)))),
  );
}
