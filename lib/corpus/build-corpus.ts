import type { CorpusOutput, CorpusSummary } from '@/lib/corpus/corpus.types';
import type { CardSource } from '@/lib/corpus/data-card.core';
import { checkSynthesiser } from '@/lib/corpus/espeak';
import {
  type CorpusPlan,
  type CorpusSize,
  planCorpus,
  type TestUtterance,
  type Utterance,
} from '@/lib/corpus/plan.core';
import { CONDITIONS, type Frames } from '@/lib/corpus/utterance.core';
import type { Voice } from '@/lib/corpus/voices.core';
import { type CorpusPiece, writeCorpus } from '@/lib/corpus/write-corpus';
import { createPool, ThreadFailure, type ThreadPool } from '@/lib/platform/threads/pool';
import { refuse, type Result } from '@/lib/platform/result';

/** About 160,000 training and 55,000 test frames: ten sentences a voice, as in TIMIT. */
export const DEFAULT_SIZE: CorpusSize = { sentences: 640, voices: 64, seed: '2021' };

const THREADS = 2;
/** Utterances under way at a time; more than threads, so that none waits for the writer. */
const AHEAD = 2 * THREADS + 2;

/**
 * Builds a corpus of synthetic speech in the format of the phoneme assignment. The same size and type give the same bytes,
 * on any number of cores. Throws `SynthesiserMissingError` without the synthesiser, and the signal's reason when stopped.
 */
export async function buildCorpus(size: CorpusSize, output: CorpusOutput): Promise<Result<CorpusSummary>> {
  if (size.voices < 2 || size.sentences < 2 * size.voices) {
    return refuse({
      code: 'corpus_size',
      message: `It takes at least two voices, and two sentences for each: not ${size.sentences} for ${size.voices}.`,
    });
  }
  checkSynthesiser();
  const plan = planCorpus(size);
  const pool = createPool({ threadsMax: THREADS, timeMsMax: 120_000, heapMbMax: 96 });
  try {
    return await writeCorpus(output, cardSource(size, plan, output.type), pieces(plan, pool, output.signal));
  } finally {
    await pool.close();
  }
}

async function* pieces(
  plan: CorpusPlan,
  pool: ThreadPool,
  signal?: AbortSignal,
): AsyncGenerator<CorpusPiece> {
  const all: readonly (Utterance | TestUtterance)[] = [...plan.train, ...plan.test];
  const underWay: Promise<Frames>[] = [];
  const begin = (index: number): void => {
    const utterance = all[index];
    if (!utterance) return;
    const frames = speakIn(pool, utterance);
    // It is waited for in its turn; until then a failure is nobody's.
    frames.catch(() => undefined);
    underWay.push(frames);
  };
  for (let index = 0; index < AHEAD; index++) begin(index);
  for (const [index, utterance] of all.entries()) {
    const frames = await stoppable(underWay.shift() as Promise<Frames>, signal);
    begin(index + AHEAD);
    yield { frames, part: 'usage' in utterance ? utterance.usage : 'train' };
  }
}

/** Throws, for a thread that failed, what it failed of and over which sentence. */
async function speakIn(pool: ThreadPool, utterance: Utterance): Promise<Frames> {
  try {
    return await pool.run<Frames>('lib/corpus/speak.thread.ts', utterance);
  } catch (error) {
    const cause = error instanceof ThreadFailure && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const { accent, timbre } = utterance.voice;
    throw new Error(`"${utterance.text}" could not be said by ${accent}+${timbre}: ${reason}`, {
      cause: error,
    });
  }
}

/** The promise's value, or the signal's reason as soon as it is given. */
async function stoppable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function cardSource(size: CorpusSize, plan: CorpusPlan, type: string): CardSource {
  const { decibels, reverberation, echo } = CONDITIONS;
  return {
    title: 'Synthetic speech with phoneme labels',
    origin: [
      'Sentences put together by chance from a list of English words, each said once by one synthetic voice.',
      'Speech and phoneme times by eSpeak NG; closures of stops count as silence, as in TIMIT.',
      '13 MFCC with first and second differences (39 values) per 25 ms frame every 10 ms, normalised per utterance; each row joins 11 frames (429 values), the label is that of the sixth.',
      'No voice, no timbre and no sentence of the test is in the training part. Public and Private are whole utterances.',
    ],
    licence:
      'the arrays and labels are free to use, share and change (CC0 1.0). eSpeak NG, which is GPL-3.0, was used to make them and is not part of them.',
    settings: {
      sentences: size.sentences,
      voices: size.voices,
      seed: size.seed,
      dtype: type,
      'signal to noise (dB)': decibels.join(' … '),
      'reverberation time (s)': reverberation.join(' … '),
      'echo energy': echo.join(' … '),
    },
    trainVoices: plan.voices.train.map(describeVoice),
    testVoices: plan.voices.test.map(describeVoice),
    trainUtterances: plan.train.length,
    testUtterances: plan.test.length,
  };
}

function describeVoice({ id, accent, timbre, rate, pitch, pitchRange, tract }: Voice): string {
  return `${id} (${accent}+${timbre}, ${rate} words a minute, pitch ${pitch} ± ${pitchRange}, tract ${tract.toFixed(3)})`;
}
