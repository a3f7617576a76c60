import { stat } from 'node:fs/promises';
import { ZipFile } from 'yazl';
import type { Viewer } from '@/lib/identity/viewer';
import { storedPath } from '@/lib/platform/files/store';
import { notFound } from '@/lib/identity/viewer';
import { ok, type Result } from '@/lib/platform/result';
import { assignmentFile, assignmentFiles, type AssignmentFileView } from '@/lib/submission/assignment-files';

/** Downloads of an archive have one date inside, so that the same files give the same bytes. */
const EPOCH = new Date('2000-01-01T00:00:00Z');

/** The data files of a competition as the protocol lists them. */
export async function listDataFiles(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<readonly (AssignmentFileView & { readonly createdAt: string })[]>> {
  const files = await assignmentFiles(viewer, competitionId);
  if (!files.ok) return files;
  const data = files.value.filter((file) => file.kind !== 'reference');
  return ok(
    await Promise.all(
      data.map(async (file) => ({
        ...file,
        createdAt: (await stat(storedPath(file.sha256))).mtime.toISOString(),
      })),
    ),
  );
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

export interface Archive {
  readonly bytes: number;
  readonly stream: NodeJS.ReadableStream;
}

/** All data files as one zip, stored without compression, so that its size is known before it is sent. */
export async function dataArchive(viewer: Viewer, competitionId: string): Promise<Result<Archive>> {
  const files = await listDataFiles(viewer, competitionId);
  if (!files.ok) return files;
  const first = files.value[0];
  if (!first) return notFound('data file');
  const allowed = await assignmentFile(viewer, competitionId, first.path);
  if (!allowed.ok) return allowed;
  const zip = new ZipFile();
  for (const file of files.value)
    zip.addFile(storedPath(file.sha256), file.path, { compress: false, mtime: EPOCH });
  const bytes = await new Promise<number>((resolve) =>
    zip.end({ comment: '', forceZip64Format: false }, ((size: number) => resolve(size)) as () => void),
  );
  return ok({ bytes, stream: zip.outputStream });
}
