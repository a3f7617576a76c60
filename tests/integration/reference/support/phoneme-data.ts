import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FEATURES = 429;
const CLASSES = 39;

/** numpy's file format, version 1.0: magic, length of the header, header padded to 64 bytes, the numbers in C order. */
export function npy(descr: string, shape: readonly number[], data: Uint8Array): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const head = Buffer.from(`\u0093NUMPY\u0001\u0000`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([head, length, Buffer.from(header, 'latin1'), data]);
}

export interface DataOptions {
  readonly trainFrames: number;
  readonly testFrames: number;
  readonly dtype?: '<f4' | '<f8';
  /** Labels as numbers or, as the edition of 2021 has them, as text. */
  readonly labels?: '<i8' | '<U2';
}

/** A folder in the format of the phoneme data: the class of a frame can be read from its features. */
export function writePhonemeData(folder: string, options: DataOptions): void {
  mkdirSync(folder, { recursive: true });
  const { trainFrames, testFrames, dtype = '<f4', labels = '<i8' } = options;
  const train = Array.from({ length: trainFrames }, (_, row) => (row * 7) % CLASSES);
  const test = Array.from({ length: testFrames }, (_, row) => (row * 11) % CLASSES);
  const frames = (classes: readonly number[]): Buffer => {
    const values = classes.flatMap((label) =>
      Array.from({ length: FEATURES }, (_, at) => (at % CLASSES === label ? 3 : Math.sin(at * label))),
    );
    const array = dtype === '<f4' ? Float32Array.from(values) : Float64Array.from(values);
    return npy(dtype, [classes.length, FEATURES], new Uint8Array(array.buffer));
  };
  const written =
    labels === '<i8'
      ? BigInt64Array.from(train, BigInt).buffer
      : Uint32Array.from(
          train.flatMap((label) => [...String(label).padEnd(2, '\0')].map((each) => each.charCodeAt(0))),
        ).buffer;
  writeFileSync(path.join(folder, 'train_11.npy'), frames(train));
  writeFileSync(path.join(folder, 'train_label_11.npy'), npy(labels, [trainFrames], new Uint8Array(written)));
  writeFileSync(path.join(folder, 'test_11.npy'), frames(test));
}
