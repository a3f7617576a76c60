import { openArchive } from '@/lib/platform/archive/zip-archive';
import { textOf } from '@/lib/handin/entry-rules.core';
import { entriesSchema, findHandin } from '@/lib/handin/handin-view';
import type { HandinEntry } from '@/lib/handin/handin.types';
import { endingOf, textBody } from '@/lib/handin/rendering/shown-body.core';
import { withoutNames } from '@/lib/handin/mask.core';
import type { ShownBody, ShownFile } from '@/lib/handin/rendering/shown.types';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import { notebookCells, pageShare } from '@/lib/platform/rendering/renderer';
import type { Share } from '@/lib/platform/threads/crew';
import { ok, type Result } from '@/lib/platform/result';

/** Notebooks carry their images along. */
const NOTEBOOK_BYTES_MAX = 12_000_000;
const TEXT_BYTES_MAX = 400_000;

/** The files of a hand-in, for its sender and the staff alike; names of the sender in their paths are masked with the rest. */
export async function shownFiles(viewer: Viewer, handinId: number): Promise<Result<readonly ShownFile[]>> {
  const found = await findHandin(db(), viewer, handinId);
  if (!found.ok) return found;
  const files = await showArchive(found.value.sha256, entriesSchema.parse(found.value.entries));
  if (!found.value.isMasked) return ok(files);
  const names = await namesOf(found.value.userId);
  return ok(files.map((file) => ({ ...file, path: withoutNames(file.path, names) })));
}

async function namesOf(userId: string): Promise<readonly string[]> {
  const { name, studentId, email } = await db().user.findUniqueOrThrow({ where: { id: userId } });
  return [studentId, email?.split('@')[0], name, ...name.split(/\s+/)].filter((each) => each != null);
}

/** The same, of a stored archive; who may see it is the caller's matter. */
export async function showArchive(
  sha256: string,
  entries: readonly HandinEntry[],
): Promise<readonly ShownFile[]> {
  const archive = await openArchive(storedPath(sha256));
  const share = pageShare();
  try {
    const files: ShownFile[] = [];
    for (const [index, { path }] of entries.entries()) {
      const found = archive.find(path);
      if (!found) continue;
      const read = (): Promise<Uint8Array> => archive.read(found.entry, found.bytes);
      files.push({ index, path, bytes: found.bytes, body: await bodyOf(path, found.bytes, read, share) });
    }
    return files;
  } finally {
    archive.close();
  }
}

async function bodyOf(
  path: string,
  bytes: number,
  read: () => Promise<Uint8Array>,
  share: Share,
): Promise<ShownBody> {
  const ending = endingOf(path);
  if (ending === 'pdf') return { kind: 'report' };
  if (bytes > (ending === 'ipynb' ? NOTEBOOK_BYTES_MAX : TEXT_BYTES_MAX))
    return { kind: 'none', reason: 'too_large' };
  const text = textOf(await read());
  if (text === null) return { kind: 'none', reason: 'not_text' };
  const notebook = ending === 'ipynb' ? await notebookCells<ShownBody>(text, { share }) : null;
  return notebook ?? textBody(path, text);
}
