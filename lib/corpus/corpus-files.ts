import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  access,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import type { Counts, FileSummary, FloatType } from '@/lib/corpus/corpus.types';
import { joinContext, ROW } from '@/lib/corpus/features.core';
import { NpyWriter } from '@/lib/corpus/npy-writer';
import { PHONEMES } from '@/lib/corpus/phonemes.core';
import type { Usage } from '@/lib/corpus/plan.core';
import type { Frames } from '@/lib/corpus/utterance.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

export const CORPUS_FILES = [
  'train_11.npy',
  'train_label_11.npy',
  'test_11.npy',
  'solution.csv',
  'sample_submission.csv',
] as const;

const CARD_FILES = ['data-card.json', 'data-card.md'] as const;

/**
 * The files of a corpus being written, under a hidden folder within the target. They appear at their places all at once at
 * the end; `discard` leaves nothing behind.
 */
export class CorpusFiles {
  private readonly counts = {
    train: PHONEMES.map(() => 0),
    test: PHONEMES.map(() => 0),
    public: 0,
    private: 0,
  };

  private place = new Float64Array(0);

  private constructor(
    private readonly folder: string,
    private readonly madeFolder: string | undefined,
    private readonly temporary: string,
    private readonly train: NpyWriter,
    private readonly labels: NpyWriter,
    private readonly test: NpyWriter,
    private readonly solution: FileHandle,
    private readonly sample: FileHandle,
  ) {}

  /** Begins; refuses when one of the files is there already and may not be replaced. */
  static async begin(folder: string, type: FloatType, replace: boolean): Promise<Result<CorpusFiles>> {
    if (!replace) {
      for (const name of [...CORPUS_FILES, ...CARD_FILES]) {
        if (await exists(path.join(folder, name))) {
          return refuse({
            code: 'corpus_exists',
            file: path.join(folder, name),
            message: 'is there already. Choose another folder, or add --replace.',
          });
        }
      }
    }
    const madeFolder = await mkdir(folder, { recursive: true });
    const temporary = await mkdtemp(path.join(folder, '.building-'));
    const at = (name: (typeof CORPUS_FILES)[number]): string => path.join(temporary, name);
    const files = new CorpusFiles(
      folder,
      madeFolder,
      temporary,
      await NpyWriter.create(at('train_11.npy'), type, [ROW]),
      await NpyWriter.create(at('train_label_11.npy'), { text: 2 }, []),
      await NpyWriter.create(at('test_11.npy'), type, [ROW]),
      await open(at('solution.csv'), 'wx'),
      await open(at('sample_submission.csv'), 'wx'),
    );
    await files.solution.write('Id,Class,Usage\n');
    await files.sample.write('Id,Class\n');
    return ok(files);
  }

  async addTrain(frames: Frames): Promise<void> {
    const { kept, classes } = keptFrames(frames);
    for (const each of classes) count(this.counts.train, each);
    await this.train.append(this.rowsOf(frames, kept));
    await this.labels.append(classes.map(String));
  }

  async addTest(frames: Frames, usage: Usage): Promise<void> {
    const { kept, classes } = keptFrames(frames);
    const first = this.counts.public + this.counts.private;
    for (const each of classes) count(this.counts.test, each);
    this.counts[usage === 'Public' ? 'public' : 'private'] += kept.length;
    await this.test.append(this.rowsOf(frames, kept));
    await this.solution.write(classes.map((each, i) => `${first + i},${each},${usage}\n`).join(''));
    await this.sample.write(classes.map((_, i) => `${first + i},0\n`).join(''));
  }

  /** Rows of the kept frames, in a place that the next call takes again. */
  private rowsOf(frames: Frames, kept: readonly number[]): Float64Array {
    const length = kept.length * ROW;
    if (this.place.length < length) this.place = new Float64Array(2 * length);
    const rows = this.place.subarray(0, length);
    joinContext(frames.values, kept, rows);
    return rows;
  }

  /** Closes the files and lets `card` describe them, still out of sight. */
  async close(
    card: (
      counts: Counts,
      files: readonly FileSummary[],
    ) => { readonly json: string; readonly markdown: string },
  ): Promise<Counts> {
    await Promise.all([this.train.finish(), this.labels.finish(), this.test.finish()]);
    await Promise.all([this.solution.close(), this.sample.close()]);
    const summaries: FileSummary[] = [];
    for (const name of CORPUS_FILES) summaries.push(await summarise(path.join(this.temporary, name), name));
    const { json, markdown } = card(this.counts, summaries);
    await writeFile(path.join(this.temporary, 'data-card.json'), json);
    await writeFile(path.join(this.temporary, 'data-card.md'), markdown);
    return this.counts;
  }

  /** Puts the closed files in their places. */
  async publish(): Promise<void> {
    for (const name of [...CORPUS_FILES, ...CARD_FILES]) {
      await rename(path.join(this.temporary, name), path.join(this.folder, name));
    }
    await rmdir(this.temporary);
  }

  /** Removes what was written, and the folder if it was made for it. */
  async discard(): Promise<void> {
    await Promise.allSettled([this.train.abandon(), this.labels.abandon(), this.test.abandon()]);
    await Promise.allSettled([this.solution.close(), this.sample.close()]);
    await rm(this.temporary, { recursive: true, force: true });
    if (this.madeFolder !== undefined) await rm(this.madeFolder, { recursive: true, force: true });
  }

  /** As `discard`, at once: for a process about to end. */
  discardNow(): void {
    rmSync(this.madeFolder ?? this.temporary, { recursive: true, force: true });
  }
}

function keptFrames(frames: Frames): { kept: number[]; classes: number[] } {
  const kept: number[] = [];
  const classes: number[] = [];
  frames.labels.forEach((label, frame) => {
    if (label === null) return;
    kept.push(frame);
    classes.push(label);
  });
  return { kept, classes };
}

function count(counts: number[], label: number): void {
  counts[label] = (counts[label] ?? 0) + 1;
}

/** Reads through one buffer again and again: a stream would leave as much garbage as the file has bytes. */
async function summarise(path: string, name: string): Promise<FileSummary> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(1024 * 1024);
  const file = await open(path, 'r');
  let bytes = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
  return { name, bytes, sha256: hash.digest('hex') };
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
