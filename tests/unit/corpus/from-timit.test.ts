import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CorpusSummary } from '@/lib/corpus/corpus.types';
import { corpusFromTimit } from '@/lib/corpus/from-timit';
import { readNpy } from '@/lib/corpus/npy-reader';
import { readPhn } from '@/lib/corpus/phn.core';
import { readSphere } from '@/lib/corpus/sphere.core';
import type { Result } from '@/lib/platform/result';
import { temporaryFolder } from './support/temporary';
import { type MadeSentence, sphere, writeTimit } from './support/timit';

const SPOKEN: MadeSentence['phones'] = [
  ['h#', 800],
  ['sh', 2400],
  ['ix', 4000],
  ['q', 4800],
  ['tcl', 5600],
  ['h#', 6400],
];

const TREE: MadeSentence[] = [
  { at: 'TRAIN/DR1/FCJF0/SA1', phones: [['h#', 3200]] },
  { at: 'TRAIN/DR1/FCJF0/SI1027', phones: SPOKEN },
  { at: 'TRAIN/DR2/MABC0/SX37', phones: SPOKEN },
  { at: 'TEST/DR1/FAKS0/SA2', phones: [['h#', 3200]] },
  {
    at: 'TEST/DR1/FAKS0/SI943',
    phones: [
      ['h#', 1600],
      ['aa', 3200],
    ],
  },
  {
    at: 'TEST/DR1/FAKS0/SX43',
    phones: [
      ['h#', 1600],
      ['ao', 4800],
    ],
  },
];

async function make(root: string, folder: string): Promise<Result<CorpusSummary>> {
  return corpusFromTimit(root, '2021', { folder, type: 'float32', replace: false });
}

const lines = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).trimEnd().split('\n');

describe('a corpus from the original tree of TIMIT', () => {
  it('has the labels folded, without SA sentences and without frames of the glottal stop', async () => {
    const root = await temporaryFolder();
    const folder = path.join(await temporaryFolder(), 'made');
    await writeTimit(root, TREE);
    const made = await make(root, folder);
    if (!made.ok) throw new Error(made.problems[0]!.message);

    const labels = await readNpy(path.join(folder, 'train_label_11.npy'));
    if (!labels.ok) throw new Error('refused');
    expect(labels.value.header.type).toEqual({ text: 2 });
    // Centres at 200, 360 … 6120: 4 of silence, 10 of sh, 10 of ix, 5 of q left out, 9 of closure and silence.
    const one = [
      ...Array(4).fill('38'),
      ...Array(10).fill('36'),
      ...Array(10).fill('1'),
      ...Array(9).fill('38'),
    ];
    expect(labels.value.values).toEqual([...one, ...one]);

    const train = await readNpy(path.join(folder, 'train_11.npy'));
    expect(train.ok && train.value.header.shape).toEqual([66, 429]);
    const test = await readNpy(path.join(folder, 'test_11.npy'));
    expect(test.ok && test.value.header).toMatchObject({ type: 'float32', shape: [18 + 28, 429] });
    const solution = await lines(path.join(folder, 'solution.csv'));
    expect(solution[0]).toBe('Id,Class,Usage');
    expect(solution).toHaveLength(1 + 46);
    // Each of the two sentences counts wholly for one board.
    const usages = solution.slice(1).map((line) => line.split(',')[2]);
    expect(new Set(usages.slice(0, 18)).size).toBe(1);
    expect(new Set(usages.slice(18)).size).toBe(1);
    expect(usages[0]).not.toBe(usages[18]);
    expect(solution.slice(1).map((line) => line.split(',')[1])).toEqual([
      ...Array(9).fill('38'),
      ...Array(9).fill('7'),
      ...Array(9).fill('38'),
      ...Array(19).fill('7'),
    ]);
    expect((await lines(path.join(folder, 'sample_submission.csv'))).slice(0, 2)).toEqual([
      'Id,Class',
      '0,0',
    ]);
    expect((await readdir(folder)).sort()).toEqual([
      'data-card.json',
      'data-card.md',
      'sample_submission.csv',
      'solution.csv',
      'test_11.npy',
      'train_11.npy',
      'train_label_11.npy',
    ]);
  });

  it('names the file that is missing or damaged, and then writes nothing', async () => {
    const root = await temporaryFolder();
    const folder = path.join(await temporaryFolder(), 'made');
    await writeTimit(root, TREE);
    const wav = path.join(root, 'TEST/DR1/FAKS0/SX43.WAV');
    const whole = await readFile(wav);
    await writeFile(wav, whole.subarray(0, whole.length - 1));
    const cut = await make(root, folder);
    expect(cut.ok ? null : cut.problems[0]).toMatchObject({ code: 'sphere_cut_off', file: wav });
    await writeFile(wav, whole);
    await rm(path.join(root, 'TRAIN/DR2/MABC0/SX37.PHN'));
    const unlabelled = await make(root, folder);
    expect(unlabelled.ok ? null : unlabelled.problems[0]).toMatchObject({ code: 'timit_phn' });
    expect(await readdir(path.dirname(folder))).toEqual([]);
  });

  it('is refused when a speaker is in both parts, and when the folder is no such tree', async () => {
    const root = await temporaryFolder();
    const empty = await make(root, path.join(root, 'made'));
    expect(empty.ok ? null : empty.problems[0]!.code).toBe('timit_tree');
    await writeTimit(root, [...TREE, { at: 'TEST/DR7/MABC0/SX1', phones: SPOKEN }]);
    const both = await make(root, path.join(root, 'made'));
    expect(both.ok ? null : both.problems[0]!.code).toBe('timit_speaker');
  });
});

describe('sound files of NIST', () => {
  it('are read in both byte orders', () => {
    for (const order of ['-s2 01', '-s2 10']) {
      const read = readSphere(sphere([0, 16_384, -32_768, 1], { sample_byte_format: order }));
      expect(read.ok && Array.from(read.value.signal)).toEqual([0, 0.5, -1, 1 / 32_768]);
      expect(read.ok && read.value.sampleRate).toBe(16_000);
    }
  });

  it.each([
    ['sphere_riff', new TextEncoder().encode('RIFF....WAVEfmt '.padEnd(64))],
    ['not_sphere', new Uint8Array(10)],
    ['sphere_header', new TextEncoder().encode('NIST_1A\n   9999\n')],
    ['sphere_coding', sphere([1], { sample_coding: '-s26 pcm,embedded-shorten-v2.00' })],
    ['sphere_kind', sphere([1], { channel_count: '-i 2' })],
    ['sphere_kind', sphere([1], { sample_n_bytes: '-i 1' })],
    ['sphere_cut_off', sphere([1, 2], { sample_count: '-i 3' })],
  ])('are refused with the reason %s', (code, bytes) => {
    const read = readSphere(bytes);
    expect(read.ok ? null : read.problems[0]!.code).toBe(code);
  });
});

describe('transcriptions of phones', () => {
  it.each([
    ['phn_phone', '0 10 h#\n10 20 zz\n', 2],
    ['phn_line', '0 10\n', 1],
    ['phn_order', '0 10 h#\n20 15 aa\n', 2],
  ])('are refused with the reason %s and the line', (code, text, line) => {
    const read = readPhn(text);
    expect(read.ok ? null : read.problems[0]).toMatchObject({ code, line });
  });
});
