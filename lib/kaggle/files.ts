import { createHash } from 'node:crypto';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { storedZip, type StoredZip } from '@/lib/platform/files/stored-zip';
import { ok, type Result } from '@/lib/platform/result';
import { assignmentFile, assignmentFiles, type AssignmentFileView } from '@/lib/submission/assignment-files';

/** The data files of a competition as the protocol lists them. */
export async function listDataFiles(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<readonly AssignmentFileView[]>> {
  const files = await assignmentFiles(viewer, competitionId);
  return files.ok ? ok(files.value.filter((file) => file.kind !== 'reference')) : files;
}

/** The path of a data file by its name on the wire: the path itself, or its last part where that is told apart. */
export async function dataFilePath(
  viewer: Viewer,
  competitionId: string,
  name: string,
): Promise<Result<string>> {
  const files = await assignmentFiles(viewer, competitionId);
  if (!files.ok) return files;
  const exact = files.value.find((file) => file.path === name);
  const byLastPart = files.value.filter((file) => file.path.split('/').at(-1) === name);
  const found = exact ?? (byLastPart.length === 1 ? byLastPart[0] : undefined);
  if (!found) return notFound('file');
  const allowed = await assignmentFile(viewer, competitionId, found.path); // rules come before the data
  return allowed.ok ? ok(found.path) : allowed;
}

export interface Archive extends StoredZip {
  /** Names the content. */
  readonly etag: string;
  /** Since when the files are these. */
  readonly modifiedAt: Date;
}

/** All data files as one zip. The same files give the same bytes. */
export async function dataArchive(viewer: Viewer, competitionId: string): Promise<Result<Archive>> {
  const files = await listDataFiles(viewer, competitionId);
  if (!files.ok) return files;
  const first = files.value[0];
  if (!first) return notFound('data file');
  const allowed = await assignmentFile(viewer, competitionId, first.path);
  if (!allowed.ok) return allowed;
  const zip = await storedZip(
    files.value.map(({ path, sha256, createdAt }) => ({ name: path, at: createdAt, content: { sha256 } })),
  );
  const named = files.value.map(({ path, sha256, createdAt }) => [path, sha256, createdAt.getTime()]);
  const etag = `"${createHash('sha256').update(JSON.stringify(named)).digest('hex')}"`;
  const modifiedAt = new Date(Math.max(...files.value.map((file) => file.createdAt.getTime())));
  return ok({ ...zip, etag, modifiedAt });
}
