import { crc32 } from 'node:zlib';
import { tensorsOf, wordsOf } from '@/lib/quiz/hessian/files/tensors-of.core';
import type { Checkpoint } from '@/lib/quiz/hessian/network.types';

/** The checkpoint as an uncompressed .npz of float32 arrays, and of texts for the words; every entry has the same date, 1980-01-01. */
export function writeNpz(checkpoint: Checkpoint): Uint8Array {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  const arrays = arraysOf(checkpoint);
  for (const { name, type, shape, content } of arrays) {
    // A tuple of one ends in a comma; of none it is empty.
    const tuple = shape.map((each) => `${each},`).join(' ');
    const dict = `{'descr': '${type}', 'fortran_order': False, 'shape': (${tuple}), }`;
    const head = Buffer.from(`${dict.padEnd(117, ' ')}\n`);
    const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, head.length, 0]);
    const data = Buffer.concat([prefix, head, content]);
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
  end.writeUInt16LE(arrays.length, 8);
  end.writeUInt16LE(arrays.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

interface NpyArray {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly content: Buffer;
}

function arraysOf(checkpoint: Checkpoint): readonly NpyArray[] {
  const numbers = tensorsOf(checkpoint).map(({ name, shape, values }) => ({
    name,
    type: '<f4',
    shape,
    content: Buffer.from(values.buffer),
  }));
  const words = Object.entries(wordsOf(checkpoint)).map(([name, word]) => ({
    name,
    type: `<U${word.length}`,
    shape: [],
    // NumPy keeps text as four bytes a character.
    content: Buffer.from(Uint32Array.from(word, (each) => each.codePointAt(0) ?? 0).buffer),
  }));
  return [...numbers, ...words];
}
