import type { Result } from '@/lib/platform/result';
import { checkpointOf } from '@/lib/quiz/hessian/files/checkpoint-contents.core';
import { contentsOfJson } from '@/lib/quiz/hessian/files/json.core';
import { readNpz } from '@/lib/quiz/hessian/files/read-npz';
import { readSafetensors } from '@/lib/quiz/hessian/files/read-safetensors';
import { bad, BYTES_MAX } from '@/lib/quiz/hessian/files/tensors.core';
import type { Checkpoint } from '@/lib/quiz/hessian/network.types';

const readJson = (bytes: Uint8Array) => contentsOfJson(JSON.parse(Buffer.from(bytes).toString('utf8')));

const READERS = new Map([
  ['safetensors', readSafetensors],
  ['npz', readNpz],
  ['json', readJson],
]);

/**
 * Reads a checkpoint from `.safetensors`, `.npz` or `.json`, told apart by the name's ending: a sine network (`w`, `b`,
 * `beta`, `alpha`, `x`, `y`), or an imported one (`….weight` and `….bias` of two or three layers, `x`, `y`, the words
 * `activation` and `mode`). Refused with the tensor, the shape found and the shape expected; bytes that are no such file
 * never throw.
 */
export function readCheckpointFile(bytes: Uint8Array, fileName: string): Result<Checkpoint> {
  if (bytes.byteLength > BYTES_MAX) return bad(`is larger than ${BYTES_MAX / 1_000_000} MB.`);
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const read = READERS.get(ending);
  if (!read) return bad('is neither .safetensors, .npz nor .json.');
  try {
    const contents = read(bytes);
    return contents.ok ? checkpointOf(contents.value) : contents;
  } catch (error) {
    // Offsets beyond the file, broken JSON, a damaged deflate stream: whatever the bytes, the file is what is wrong.
    return bad(`is not a whole .${ending} file (${error instanceof Error ? error.message : 'unreadable'}).`);
  }
}
