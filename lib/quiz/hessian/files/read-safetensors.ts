import { ok, type Result } from '@/lib/platform/result';
import {
  bad,
  LITTLE_ENDIAN,
  numbersOf,
  type Contents,
  type Tensor,
} from '@/lib/quiz/hessian/files/tensors.core';

/**
 * safetensors: 8 bytes of length, a JSON header, then the data (https://huggingface.co/docs/safetensors). Words stand in the
 * header's `__metadata__`. May throw for bytes that are no such file.
 */
export function readSafetensors(bytes: Uint8Array): Result<Contents> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, LITTLE_ENDIAN));
  const text = Buffer.from(bytes.subarray(8, start)).toString('utf8');
  const header = JSON.parse(text) as Record<string, unknown>;
  const [tensors, words] = [new Map<string, Tensor>(), new Map<string, string>()];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, word] of Object.entries(entry ?? {}))
        if (typeof word === 'string') words.set(key, word);
      continue;
    }
    const { dtype, shape, data_offsets } = entry as {
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly data_offsets: readonly number[];
    };
    const [from = 0, to = 0] = data_offsets;
    if (!(from >= 0 && to >= from && start + to <= bytes.byteLength))
      return bad(`tensor ${name}: bytes ${from} to ${to} are not all in the file.`);
    const tensor = numbersOf(name, dtype, shape, bytes.subarray(start + from, start + to));
    if (!tensor.ok) return tensor;
    tensors.set(name, tensor.value);
  }
  return ok({ tensors, words });
}
