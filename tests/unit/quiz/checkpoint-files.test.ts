import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNpz } from '@/lib/quiz/hessian/files/npz';
import { readCheckpointFile } from '@/lib/quiz/hessian/files/read-checkpoint';
import { writeSafetensors } from '@/lib/quiz/hessian/files/safetensors';
import { asFloat32, checkpointJson } from '@/lib/quiz/hessian/files/tensors-of.core';
import { generateCheckpoint } from '@/lib/quiz/hessian/generate.core';
import type { Checkpoint } from '@/lib/quiz/hessian/network.types';
import { seededRandom } from '@/lib/quiz/hessian/random';
import { anyLayered, layeredNetwork, PYTHON, SHAPE_OF_2021, sineNetwork } from './support/checkpoints';

const hasNumpy = spawnSync(PYTHON, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;
const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const WRITERS = {
  safetensors: writeSafetensors,
  npz: writeNpz,
  json: (checkpoint: Checkpoint) => json(checkpointJson(checkpoint)),
} as const;
const ENDINGS = ['safetensors', 'npz', 'json'] as const;

function read(bytes: Uint8Array, ending: string): Checkpoint {
  const result = readCheckpointFile(bytes, `some.${ending}`);
  if (!result.ok) throw new Error(result.problems.map((each) => each.message).join());
  return result.value;
}

function refusal(bytes: Uint8Array, ending: string): string {
  const result = readCheckpointFile(bytes, `some.${ending}`);
  return result.ok ? 'taken' : result.problems.map((each) => each.message).join();
}

describe('a checkpoint file', () => {
  it.each(ENDINGS)('.%s gives back what was written, bit for bit', (ending) => {
    const sine = fc.tuple(fc.uuid(), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(
        fc.oneof(
          anyLayered,
          sine.map(([seed, units, points]) => sineNetwork(seed, units, points)),
        ),
        (one) => {
          expect(read(WRITERS[ending](one), ending)).toEqual(one);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(ENDINGS)('.%s of the network of 2021 keeps its mode', (ending) => {
    const one = layeredNetwork('2021', SHAPE_OF_2021, 'relu', 'gauss-newton-2021');
    expect(read(WRITERS[ending](one), ending)).toEqual(one);
  });

  it.skipIf(!hasNumpy)('.npz is read by NumPy, and NumPy’s own, packed or not, by us', () => {
    const one = layeredNetwork('numpy', { inputs: 2, hidden: [3, 2], points: 4 }, 'tanh');
    const [ours, theirs] = ['ours.npz', 'theirs.npz'].map((name) => path.join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(ours, writeNpz(one));
    for (const save of ['savez', 'savez_compressed']) {
      const program = `import numpy as np; a = np.load(${JSON.stringify(ours)}); np.${save}(${JSON.stringify(theirs)}, **{k: a[k] for k in a.files}); print({k: (a[k].shape, str(a[k].dtype)) for k in a.files})`;
      const output = execFileSync(PYTHON, ['-c', program], { encoding: 'utf8' });
      expect(output).toContain("'0.weight': ((3, 2), 'float32')");
      expect(output).toContain("'activation': ((), '<U4')");
      const bytes = execFileSync('cat', [theirs]);
      expect(read(bytes, 'npz')).toEqual(one);
    }
  });

  it('A43: has nothing in its layout that differs between classes, students or days', () => {
    const made = (['local_minima_like', 'saddle_point', 'none_of_the_above'] as const).map((wanted) =>
      generateCheckpoint(seededRandom('layout'), wanted),
    );
    for (const write of [writeSafetensors, writeNpz]) {
      const files = made.map((each) => Buffer.from(write(each)));
      expect(new Set(files.map((each) => each.length)).size).toBe(1);
      expect(write(made[0]!)).toEqual(write(made[0]!));
    }
    const dates = Buffer.from(writeNpz(made[0]!)).subarray(10, 14);
    // The first day a zip archive can name, at midnight.
    expect([...dates]).toEqual([0, 0, 33, 0]);
  });

  it('with numbers of 64 bits is rounded to what its own files can say', () => {
    const one = { ...sineNetwork('wide', 2, 3), beta: 0.1 };
    expect(asFloat32(one).beta).toBe(Math.fround(0.1));
    expect(read(writeSafetensors(one), 'safetensors')).toEqual(asFloat32(one));
  });
});

describe('a bad file is refused with tensor, shape found and shape expected', () => {
  const sine = checkpointJson(sineNetwork('bad', 4, 6));
  const layered = checkpointJson(layeredNetwork('bad', { inputs: 2, hidden: [3], points: 5 }, 'tanh'));
  const of2021 = checkpointJson(layeredNetwork('bad', SHAPE_OF_2021, 'relu', 'gauss-newton-2021'));

  it.each([
    ['b too short', { ...sine, b: [1, 2] }, /tensor b: shape found \[2\], expected \[4\]/],
    ['beta a list', { ...sine, beta: [1, 2] }, /tensor beta: shape found \[2\], expected \[\] or \[1\]/],
    ['no y', { ...sine, y: undefined }, /has no tensor y; found: w, b/],
    [
      'a weight turned',
      {
        ...layered,
        '0.weight': [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
      /tensor 0\.weight: shape found \[2, 3\], expected \[2, 2\]/,
    ],
    [
      'a readout of two',
      {
        ...layered,
        '2.weight': [
          [1, 2, 3],
          [4, 5, 6],
        ],
        '2.bias': [0, 0],
      },
      /tensor 2\.weight: shape found \[2, 3\], expected \[1, 3\]/,
    ],
    [
      'a bias too long',
      { ...layered, '0.bias': [1, 2, 3, 4] },
      /tensor 0\.bias: shape found \[4\], expected \[3\]/,
    ],
    ['no bias', { ...layered, '2.bias': undefined }, /has no tensor 2\.bias/],
    ['one layer', { ...layered, '2.weight': undefined }, /has 1 layers; expected one or two hidden layers/],
    [
      'y of another length',
      { ...layered, y: [1] },
      /tensor y: shape found \[1\], expected \[5\] or \[5, 1\]/,
    ],
    [
      'an unknown activation',
      { ...layered, activation: 'gelu' },
      /activation: gelu given, expected tanh, sigmoid, softplus, relu/,
    ],
    ['no activation', { ...layered, activation: undefined }, /activation: not given/],
    ['an unknown mode', { ...layered, mode: 'fast' }, /mode: fast given, expected exact, gauss-newton-2021/],
    [
      'another shape in the mode of 2021',
      { ...layered, activation: 'relu', mode: 'gauss-newton-2021' },
      /found \[3, 2\], \[1, 3\], expected \[128, 1\], \[1, 128\]/,
    ],
    ['tanh in the mode of 2021', { ...of2021, activation: 'tanh' }, /activation tanh given, expected relu/],
    ['no object', [1, 2], /has no tensor w/],
    ['nothing', null, /is not a JSON object/],
  ])('%s', (_name, value, message) => {
    expect(refusal(json(value), 'json')).toMatch(message);
  });

  it('a number that is none', () => {
    const one = sineNetwork('bad', 2, 3);
    const bytes = writeSafetensors({ ...one, x: [0, NaN, 1] });
    expect(refusal(bytes, 'safetensors')).toMatch(/tensor x: value 1 is NaN, not a finite number/);
  });

  it('too many parameters to take eigenvalues of', () => {
    const large = layeredNetwork('large', { inputs: 8, hidden: [60], points: 3 }, 'tanh');
    expect(refusal(json(checkpointJson(large)), 'json')).toMatch(/has 601 parameters; at most 512/);
  });

  it('an ending that is none of ours, also one that is a name in JavaScript', () => {
    for (const ending of ['pth', 'pkl', 'constructor'])
      expect(refusal(json(sine), ending)).toMatch(/neither/);
  });

  it('a .npz whose entries grow to more than a file may hold', () => {
    const zeros = deflateRawSync(Buffer.alloc(20_000_000));
    const name = Buffer.from('w.npy');
    const meta = Buffer.alloc(26);
    meta.writeUInt16LE(8, 4);
    meta.writeUInt32LE(zeros.length, 14);
    meta.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), meta, name, zeros]);
    const entry = Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), meta, Buffer.alloc(14), name]);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(local.length, 16);
    expect(refusal(Buffer.concat([local, entry, end]), 'npz')).toMatch(/is not a whole \.npz file/);
  });
});

describe('bytes that are no checkpoint', () => {
  it.each(ENDINGS)('never throw as .%s, whatever was cut, changed or made up', (ending) => {
    const whole = Buffer.from(WRITERS[ending](sineNetwork('fuzz', 3, 5)));
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(change, fc.nat(whole.length), fc.boolean(), (changes, length, isCut) => {
        const bytes = Buffer.from(isCut ? whole.subarray(0, length) : whole);
        for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
        expect(typeof readCheckpointFile(bytes, `some.${ending}`).ok).toBe('boolean');
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readCheckpointFile(bytes, `some.${ending}`).ok).toBe(false);
      }),
    );
  });
});
