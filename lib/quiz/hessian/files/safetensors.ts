import { tensorsOf, wordsOf } from '@/lib/quiz/hessian/files/tensors-of.core';
import type { Checkpoint } from '@/lib/quiz/hessian/network.types';

/** Headers are filled up with spaces to a multiple of this, so that all sine networks have the same. */
const HEADER_STEP = 512;

/**
 * The checkpoint as a safetensors file of float32 tensors; the header holds names, shapes and offsets, and of an imported
 * network its activation and mode.
 */
export function writeSafetensors(checkpoint: Checkpoint): Uint8Array {
  const tensors = tensorsOf(checkpoint);
  const words = wordsOf(checkpoint);
  let offset = 0;
  const header: Record<string, unknown> = Object.keys(words).length > 0 ? { __metadata__: words } : {};
  for (const { name, values, shape } of tensors) {
    const end = offset + values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify(header);
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / HEADER_STEP) * HEADER_STEP, ' '));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...tensors.map((each) => Buffer.from(each.values.buffer))]);
}
