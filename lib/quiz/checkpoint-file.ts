import { studentIdInFileName } from '@/lib/identity/login.core';
import type { Viewer } from '@/lib/identity/viewer';
import { ok, type Result } from '@/lib/platform/result';
import { personalNotebook } from '@/lib/quiz/hessian/files/notebook';
import { writeNpz } from '@/lib/quiz/hessian/files/npz';
import { writeSafetensors } from '@/lib/quiz/hessian/files/safetensors';
import { checkpointJson } from '@/lib/quiz/hessian/files/tensors-of.core';
import { noteDownload, ownCheckpoint } from '@/lib/quiz/own-checkpoint';

export const CHECKPOINT_FILES = ['safetensors', 'npz', 'ipynb', 'json'] as const;
export type CheckpointFormat = (typeof CHECKPOINT_FILES)[number];

export interface CheckpointDownload {
  /** Says whose it is and nothing else. */
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** The viewer's own checkpoint as a file: the numbers alone, or the notebook made for them. */
export async function checkpointFile(
  viewer: Viewer,
  assignmentId: string,
  format: CheckpointFormat,
): Promise<Result<CheckpointDownload>> {
  const own = await ownCheckpoint(viewer, assignmentId);
  if (!own.ok) return own;
  const { network, studentId, assignmentSlug } = own.value;
  await noteDownload(viewer, assignmentId);
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  switch (format) {
    case 'safetensors':
      return ok(download('checkpoint', 'application/octet-stream', writeSafetensors(network)));
    case 'npz':
      return ok(download('checkpoint', 'application/octet-stream', writeNpz(network)));
    case 'json':
      return ok(download('checkpoint', 'application/json', text(JSON.stringify(checkpointJson(network)))));
    case 'ipynb':
      return ok(download('hessian', 'application/x-ipynb+json', text(personalNotebook(network, studentId))));
  }

  function download(kind: string, contentType: string, bytes: Uint8Array): CheckpointDownload {
    return {
      fileName: `${studentIdInFileName(studentId)}_${assignmentSlug}_${kind}.${format}`,
      contentType,
      bytes,
    };
  }
}
