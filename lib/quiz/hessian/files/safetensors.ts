import type { SineNetwork } from '@/lib/quiz/hessian/network.types';

/** The network as a safetensors file of float32 tensors; the header holds names, shapes and offsets alone. */
export function writeSafetensors(network: SineNetwork): Uint8Array {
  const tensors = tensorsOf(network);
  let offset = 0;
  const header: Record<string, unknown> = {};
  for (const { name, values, shape } of tensors) {
    const end = offset + values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = Buffer.from(JSON.stringify(header).padEnd(512, ' '));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...tensors.map((each) => Buffer.from(each.values.buffer))]);
}

export function tensorsOf(network: SineNetwork): { name: string; shape: number[]; values: Float32Array }[] {
  const list = (name: 'w' | 'b' | 'x' | 'y') => {
    const values = Float32Array.from(network[name]);
    return { name, shape: [values.length], values };
  };
  const scalar = (name: 'beta' | 'alpha') => ({ name, shape: [1], values: Float32Array.of(network[name]) });
  return [list('w'), list('b'), scalar('beta'), scalar('alpha'), list('x'), list('y')];
}
