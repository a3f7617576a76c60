import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCorpus } from '@/lib/corpus/build-corpus';
import type { CorpusOutput } from '@/lib/corpus/corpus.types';
import { readNpy } from '@/lib/corpus/npy-reader';
import { projectRoot } from '@/lib/platform/root';
import { temporaryFolder } from './support/temporary';

const TINY = { sentences: 8, voices: 4, seed: '2021' };
const SLOW = 120_000;

async function build(folder: string, changes: Partial<CorpusOutput> = {}): Promise<void> {
  const made = await buildCorpus(TINY, { folder, type: 'float32', replace: false, ...changes });
  if (!made.ok) throw new Error(made.problems[0]!.message);
}

async function hashes(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) {
    found[name] = createHash('sha256')
      .update(await readFile(path.join(folder, name)))
      .digest('hex');
  }
  return found;
}

describe('building a corpus', { timeout: SLOW }, () => {
  it('gives the same bytes for the same seed', async () => {
    const folder = await temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    await build(at('a'));
    await build(at('b'));
    expect(await hashes(at('a'))).toEqual(await hashes(at('b')));
    expect(Object.keys(await hashes(at('a')))).toHaveLength(7);

    const card = JSON.parse(await readFile(at('a/data-card.json'), 'utf8')) as {
      rows: { train: number; test: number; public: number; private: number };
      files: { name: string; sha256: string }[];
      classes: { train: number; test: number }[];
    };
    const train = await readNpy(at('a/train_11.npy'));
    const labels = await readNpy(at('a/train_label_11.npy'));
    const test = await readNpy(at('a/test_11.npy'));
    if (!train.ok || !labels.ok || !test.ok) throw new Error('refused');
    expect(train.value.header).toMatchObject({ type: 'float32', shape: [card.rows.train, 429] });
    expect(labels.value.header).toMatchObject({ type: { text: 2 }, shape: [card.rows.train] });
    expect(test.value.header.shape).toEqual([card.rows.test, 429]);
    expect((train.value.values as Float32Array).every(Number.isFinite)).toBe(true);
    expect(card.rows.public + card.rows.private).toBe(card.rows.test);
    expect(card.classes.reduce((sum, each) => sum + each.test, 0)).toBe(card.rows.test);
    const found = await hashes(at('a'));
    for (const { name, sha256 } of card.files) expect(found[name]).toBe(sha256);
  });

  it('writes other types, and replaces an earlier corpus only when told to', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'solution.csv'), 'precious');
    const output = { folder, type: 'float64', replace: false } as const;
    const refused = await buildCorpus(TINY, output);
    expect(refused.ok ? null : refused.problems[0]!.code).toBe('corpus_exists');
    expect(await readdir(folder)).toEqual(['solution.csv']);
    await build(folder, { type: 'float64', replace: true });
    const test = await readNpy(path.join(folder, 'test_11.npy'));
    expect(test.ok && test.value.header.type).toBe('float64');
  });

  it('refuses sizes that leave a voice without two sentences', async () => {
    const made = await buildCorpus(
      { ...TINY, sentences: 7 },
      { folder: '/nowhere', type: 'float32', replace: false },
    );
    expect(made.ok ? null : made.problems[0]!.code).toBe('corpus_size');
  });

  it('leaves a folder as it was when stopped', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    const stop = new AbortController();
    const stopped = build(folder, {
      signal: stop.signal,
      onProgress: (done) => done === 3 && stop.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves no half file when the command gets %s', async (signal) => {
    const folder = await temporaryFolder();
    const out = path.join(folder, 'made');
    const script = path.join(projectRoot(), 'scripts', 'saddlepoint.mjs');
    const child = spawn(process.execPath, [script, 'corpus', 'build', '--out', out, '--sentences', '5000'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let printed = '';
    // The first sign of progress means that files are being written.
    const began = new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes('utterances')) resolve();
      });
    });
    const ended = once(child, 'exit');
    await Promise.race([began, ended]);
    expect(await readdir(out)).toEqual([expect.stringMatching(/^\.building-/)]);
    child.kill(signal);
    expect(await ended).toEqual([1, null]);
    expect(printed).toContain('Nothing was written');
    expect(await readdir(folder)).toEqual([]);
  });
});
