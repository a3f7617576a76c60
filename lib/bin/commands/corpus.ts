import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { print, printJson, RefusedError, take } from '@/lib/bin/cli-output';
import { buildCorpus, DEFAULT_SIZE } from '@/lib/corpus/build-corpus';
import type { CorpusOutput, CorpusSummary, FloatType } from '@/lib/corpus/corpus.types';
import { SynthesiserMissingError } from '@/lib/corpus/espeak';
import { corpusFromTimit } from '@/lib/corpus/from-timit';
import type { Result } from '@/lib/platform/result';

export interface OutputOptions {
  readonly out: string;
  readonly dtype: FloatType;
  readonly replace?: boolean;
  readonly json?: boolean;
}

export interface BuildOptions extends OutputOptions {
  readonly sentences?: number;
  readonly voices?: number;
  readonly seed?: string;
}

/** Makes a corpus of synthetic speech in a folder. */
export async function corpusBuildCommand(options: BuildOptions): Promise<void> {
  const size = {
    sentences: options.sentences ?? DEFAULT_SIZE.sentences,
    voices: options.voices ?? DEFAULT_SIZE.voices,
    seed: options.seed ?? DEFAULT_SIZE.seed,
  };
  await make(options, (output) => buildCorpus(size, output));
}

/** Makes the same files from the original tree of TIMIT. */
export async function corpusFromTimitCommand(
  folder: string,
  options: OutputOptions & { readonly seed?: string },
): Promise<void> {
  const seed = options.seed ?? DEFAULT_SIZE.seed;
  await make(options, (output) => corpusFromTimit(path.resolve(folder), seed, output));
}

/** Runs a maker of a corpus with a progress bar; Ctrl-C and being told to end leave nothing behind. */
async function make(
  options: OutputOptions,
  maker: (output: CorpusOutput) => Promise<Result<CorpusSummary>>,
): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('stopped'));
  for (const name of SIGNALS) process.once(name, onSignal);
  const bar = progressBar();
  try {
    const summary = take(
      await maker({
        folder: path.resolve(options.out),
        type: options.dtype,
        replace: options.replace ?? false,
        signal: stop.signal,
        onProgress: (done, total) => bar.update(done, total),
      }),
    );
    bar.stop();
    if (options.json) printJson(summary);
    else
      print(`${summary.trainRows} training and ${summary.testRows} test rows written to ${summary.folder}`);
  } catch (error) {
    bar.stop();
    if (stop.signal.aborted) {
      throw new RefusedError([{ code: 'stopped', message: 'Stopped. Nothing was written.' }]);
    }
    if (error instanceof SynthesiserMissingError) {
      throw new RefusedError([{ code: 'no_synthesiser', message: error.message }]);
    }
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function progressBar(): { update(done: number, total: number): void; stop(): void } {
  const bar = new SingleBar({
    format: `{bar} {percentage}% · {value}/{total} utterances · {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // Logs get a line now and then instead of a bar that is drawn anew.
    noTTYOutput: true,
    notTTYSchedule: 10_000,
    etaBuffer: 50,
    stream: process.stderr,
  });
  let started = false;
  return {
    update: (done, total) => {
      if (!started) bar.start(total, 0);
      started = true;
      bar.update(done);
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
