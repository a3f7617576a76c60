import { readFile } from 'node:fs/promises';
import { fillReference, hasDataPlaceholder } from '@/lib/competition/fill-reference.core';
import { referenceMarkdown } from '@/lib/competition/reference-preview.core';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { storedPath } from '@/lib/platform/files/store';
import { ok, type Result } from '@/lib/platform/result';
import { assignmentFile, assignmentFiles } from '@/lib/submission/assignment-files';

/** Reference code is text; what is larger is downloaded as it is and not shown. */
const SHOWN_BYTES_MAX = 256_000;

/** One file of reference code, ready to be shown. */
export interface ReferenceView {
  readonly path: string;
  readonly bytes: number;
  /** Highlighted by the Markdown renderer; null: too large to be shown. */
  readonly markdown: string | null;
}

/**
 * A file to download: `text` when it is reference code that names data, with the addresses of the data filled in; null when
 * the stored bytes are to be sent. Access as for `assignmentFile`.
 */
export async function downloadFile(
  viewer: Viewer,
  assignmentId: string,
  path: string,
): Promise<Result<{ sha256: string; fileName: string; text: string | null }>> {
  const file = await assignmentFile(viewer, assignmentId, path);
  if (!file.ok) return file;
  const { kind, bytes, sha256, fileName } = file.value;
  if (kind !== 'reference' || bytes > SHOWN_BYTES_MAX) return ok({ sha256, fileName, text: null });
  const source = await readFile(storedPath(sha256), 'utf8');
  const text = hasDataPlaceholder(source) ? await fill(assignmentId, source) : null;
  return ok({ sha256, fileName, text });
}

/** The assignment's reference code. Nothing where the rules must be accepted first: it comes with the data. */
export async function referenceViews(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<readonly ReferenceView[]>> {
  const files = await assignmentFiles(viewer, assignmentId);
  if (!files.ok) return files;
  const views: ReferenceView[] = [];
  for (const { path, kind, bytes } of files.value) {
    if (kind !== 'reference') continue;
    const file = await assignmentFile(viewer, assignmentId, path);
    if (!file.ok) return ok([]);
    const source = bytes > SHOWN_BYTES_MAX ? null : await readFile(storedPath(file.value.sha256), 'utf8');
    const markdown = source === null ? null : referenceMarkdown(path, await fill(assignmentId, source));
    views.push({ path, bytes, markdown });
  }
  return ok(views);
}

async function fill(assignmentId: string, source: string): Promise<string> {
  if (!hasDataPlaceholder(source)) return source;
  const data = await db().assignmentFile.findMany({
    where: { assignmentId, kind: 'data' },
    select: { path: true },
  });
  return fillReference(source, { site: env().publicUrl, assignmentId, paths: data.map((each) => each.path) });
}
