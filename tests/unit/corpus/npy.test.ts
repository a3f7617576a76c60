import { execFileSync } from 'node:child_process';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNpyHeader, type NpyNumberType, type NpyType } from '@/lib/corpus/npy-format.core';
import { NpyReader, readNpy } from '@/lib/corpus/npy-reader';
import { NpyWriter } from '@/lib/corpus/npy-writer';
import { HAS_NUMPY, runPython } from './support/numpy';
import { temporaryFolder } from './support/temporary';

async function write(
  file: string,
  type: NpyType,
  rowShape: readonly number[],
  pieces: readonly (readonly number[] | readonly string[])[],
): Promise<void> {
  const writer = await NpyWriter.create(file, type, rowShape);
  for (const piece of pieces) await writer.append(piece);
  await writer.finish();
}

const VALUES: Readonly<Record<Exclude<NpyNumberType, 'int64'>, fc.Arbitrary<number>>> = {
  float32: fc.float(),
  float64: fc.double(),
  int8: fc.integer({ min: -128, max: 127 }),
  uint8: fc.integer({ min: 0, max: 255 }),
  int16: fc.integer({ min: -32_768, max: 32_767 }),
  int32: fc.integer(),
};

describe('array files of numpy', () => {
  it.each(Object.keys(VALUES) as (keyof typeof VALUES)[])(
    'come back as they were written, in whatever pieces: %s',
    async (type) => {
      const folder = await temporaryFolder();
      const row = fc.tuple(VALUES[type], VALUES[type], VALUES[type]);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(row, { maxLength: 5 }), { maxLength: 5 }), async (pieces) => {
          const file = path.join(folder, `${run++}.npy`);
          const rows = pieces.flat();
          await write(
            file,
            type,
            [3],
            pieces.map((piece) => piece.flat()),
          );
          const read = await readNpy(file);
          if (!read.ok) throw new Error(read.problems[0]!.message);
          expect(read.value.header.shape).toEqual([rows.length, 3]);
          const values = read.value.values as ArrayLike<number>;
          expect(Array.from(values)).toEqual(rows.flat());
        }),
        { numRuns: 30 },
      );
    },
  );

  it('hold texts of any characters, as labels of TIMIT are', async () => {
    const folder = await temporaryFolder();
    let run = 0;
    // numpy pads with NUL, so a text can't end in one.
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 4 }).map((each) => each.replace(/\0+$/, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(text), async (texts) => {
        const file = path.join(folder, `${run++}.npy`);
        await write(file, { text: 4 }, [], [texts, ['é', '音素', '🎵']]);
        const read = await readNpy(file);
        expect(read.ok && read.value.values).toEqual([...texts, 'é', '音素', '🎵']);
      }),
      { numRuns: 30 },
    );
  });

  it('are read by rows without reading the rest', async () => {
    const file = path.join(await temporaryFolder(), 'a.npy');
    await write(file, 'int64', [2], [Array.from({ length: 20 }, (_, i) => i)]);
    const opened = await NpyReader.open(file);
    if (!opened.ok) throw new Error('refused');
    expect(opened.value.rows).toBe(10);
    expect(Array.from((await opened.value.read(3, 5)) as BigInt64Array)).toEqual([6n, 7n, 8n, 9n]);
    expect(await opened.value.read(10, 12)).toHaveLength(0);
    await opened.value.close();
  });

  it('refuse rows that are not whole, and texts that are too long', async () => {
    const writer = await NpyWriter.create(path.join(await temporaryFolder(), 'a.npy'), 'float32', [3]);
    await expect(writer.append([1, 2])).rejects.toThrow(RangeError);
    await writer.abandon();
    const labels = await NpyWriter.create(path.join(await temporaryFolder(), 'b.npy'), { text: 2 }, []);
    await expect(labels.append(['100'])).rejects.toThrow(RangeError);
    await labels.abandon();
  });

  it('are refused with a reason when they are something else or cut off', async () => {
    const folder = await temporaryFolder();
    const refusal = async (name: string, bytes: Uint8Array): Promise<string | undefined> => {
      await writeFile(path.join(folder, name), bytes);
      const read = await readNpy(path.join(folder, name));
      return read.ok ? undefined : read.problems[0]!.code;
    };
    const header = (text: string): Uint8Array => {
      const bytes = encodeNpyHeader('float32', [2, 2]);
      bytes.fill(0x20, 10, bytes.length - 1);
      bytes.set(new TextEncoder().encode(text), 10);
      return bytes;
    };
    expect(await refusal('empty', new Uint8Array())).toBe('not_npy');
    expect(await refusal('text', new TextEncoder().encode('Id,Class\n1,2\n'))).toBe('not_npy');
    const pickled = "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }";
    expect(await refusal('objects', header(pickled))).toBe('npy_type');
    const columns = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }";
    expect(await refusal('columns', header(columns))).toBe('npy_order');
    expect(await refusal('damaged', header('{}'))).toBe('npy_header');
    await write(path.join(folder, 'cut'), 'float32', [], [[1, 2, 3]]);
    await truncate(path.join(folder, 'cut'), 128 + 11);
    expect(await refusal('cut', await readFile(path.join(folder, 'cut')))).toBe('npy_cut_off');
  });

  it.runIf(HAS_NUMPY)('load in numpy as they were written', async () => {
    const folder = await temporaryFolder();
    const values = [0.1, -2.5, 3e-8, Number.NaN, 5, Infinity];
    for (const type of ['float32', 'float64'] as const) {
      await write(path.join(folder, `${type}.npy`), type, [3], [values.slice(0, 3), values.slice(3)]);
    }
    await write(path.join(folder, 'labels.npy'), { text: 2 }, [], [['0', '38'], ['7']]);
    const script = `
import numpy as np, json
a, b, c = (np.load(n + '.npy') for n in ('float32', 'float64', 'labels'))
print(json.dumps([str(a.dtype), a.shape, str(b.dtype), [repr(float(x)) for x in b.ravel()], str(c.dtype), c.tolist(),
                  bool(np.array_equal(a, b.astype(np.float32), equal_nan=True)), c.astype(int).tolist()]))`;
    const printed = execFileSync('/usr/bin/python3', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual([
      'float32',
      [2, 3],
      'float64',
      ['0.1', '-2.5', '3e-08', 'nan', '5.0', 'inf'],
      '<U2',
      ['0', '38', '7'],
      true,
      [0, 38, 7],
    ]);
  });

  it.runIf(HAS_NUMPY)('are read as numpy wrote them, in every version of the format', async () => {
    const folder = await temporaryFolder();
    runPython([
      '-c',
      `
import numpy as np, sys
f = sys.argv[1] + '/'
np.save(f + 'a.npy', np.arange(6, dtype=np.int64).reshape(2, 3))
np.save(f + 'b.npy', np.array(['0', '38', 'sil']))
for v in (1, 2, 3):
    with open(f + f'v{v}.npy', 'wb') as out:
        np.lib.format.write_array(out, np.array([1.5, -2]), version=(v, 0))`,
      folder,
    ]);
    const read = async (name: string): Promise<unknown> => {
      const result = await readNpy(path.join(folder, name));
      return result.ok
        ? { shape: result.value.header.shape, values: Array.from(result.value.values as []) }
        : null;
    };
    expect(await read('a.npy')).toEqual({ shape: [2, 3], values: [0n, 1n, 2n, 3n, 4n, 5n] });
    expect(await read('b.npy')).toEqual({ shape: [3], values: ['0', '38', 'sil'] });
    for (const version of [1, 2, 3]) {
      expect(await read(`v${version}.npy`)).toEqual({ shape: [2], values: [1.5, -2] });
    }
  });
});
