import { crc32 } from 'node:zlib';
import type { SineNetwork } from '@/lib/quiz/hessian/network.types';
import { tensorsOf } from '@/lib/quiz/hessian/files/safetensors';

/** The network as an uncompressed .npz of float32 arrays; every entry dated 1980-01-01. */
export function writeNpz(network: SineNetwork): Uint8Array {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  const tensors = tensorsOf(network);
  for (const { name, shape, values } of tensors) {
    const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
    const head = Buffer.from(`${dict.padEnd(117, ' ')}\n`);
    const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, head.length, 0]);
    const data = Buffer.concat([prefix, head, Buffer.from(values.buffer)]);
    const file = Buffer.from(`${name}.npy`);
    const meta = Buffer.alloc(26);
    meta.writeUInt16LE(20, 0);
    meta.writeUInt16LE(33, 8);
    meta.writeUInt32LE(crc32(data), 10);
    meta.writeUInt32LE(data.length, 14);
    meta.writeUInt32LE(data.length, 18);
    meta.writeUInt16LE(file.length, 22);
    local.push(Buffer.from([0x50, 0x4b, 3, 4]), meta, file, data);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), meta, tail, file);
    offset += 30 + file.length + data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(tensors.length, 8);
  end.writeUInt16LE(tensors.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
