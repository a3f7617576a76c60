import { readFile } from 'node:fs/promises';
import type { CorpusOutput, CorpusSummary } from '@/lib/corpus/corpus.types';
import type { CardSource } from '@/lib/corpus/data-card.core';
import { features } from '@/lib/corpus/features.core';
import { frameLabels } from '@/lib/corpus/labels.core';
import { frameCount, SAMPLE_RATE } from '@/lib/corpus/mfcc.core';
import { readPhn } from '@/lib/corpus/phn.core';
import { halfPublic, type Usage } from '@/lib/corpus/plan.core';
import { readSphere } from '@/lib/corpus/sphere.core';
import { findTimit, type TimitSentence, type TimitTree } from '@/lib/corpus/timit-tree';
import type { Frames } from '@/lib/corpus/utterance.core';
import { type CorpusPiece, writeCorpus } from '@/lib/corpus/write-corpus';
import { ok, refuse, type Result } from '@/lib/platform/result';

/**
 * Makes the arrays from an original TIMIT tree, which a licence of the LDC gives. The same tree, seed and type give the same
 * bytes. Refuses a tree with a file missing or damaged, naming it; then nothing is written.
 *
 * @param seed settles which utterances of the test are Public
 */
export async function corpusFromTimit(
  root: string,
  seed: string,
  output: CorpusOutput,
): Promise<Result<CorpusSummary>> {
  const tree = await findTimit(root);
  if (!tree.ok) return tree;
  try {
    return await writeCorpus(output, cardSource(tree.value, seed, output.type), pieces(tree.value, seed));
  } catch (error) {
    if (error instanceof DamagedFile) return error.refusal;
    throw error;
  }
}

/** Carries a refusal out of the stream of pieces, past the files that have to be removed. */
class DamagedFile extends Error {
  constructor(readonly refusal: Result<never>) {
    super('a file of the tree is damaged');
  }
}

async function* pieces(tree: TimitTree, seed: string): AsyncGenerator<CorpusPiece> {
  const usages = halfPublic(
    tree.test.map((each) => each.speaker),
    seed,
  );
  const parts: readonly ('train' | Usage)[] = [...tree.train.map(() => 'train' as const), ...usages];
  for (const [index, sentence] of [...tree.train, ...tree.test].entries()) {
    const frames = await sentenceFrames(sentence);
    if (!frames.ok) throw new DamagedFile(frames);
    yield { frames: frames.value, part: parts[index] ?? 'train' };
  }
}

async function sentenceFrames({ wav, phn }: TimitSentence): Promise<Result<Frames>> {
  const sound = readSphere(await readFile(wav));
  if (!sound.ok) return inFile(sound, wav);
  const { sampleRate, signal } = sound.value;
  if (sampleRate !== SAMPLE_RATE) {
    return refuse({
      code: 'timit_rate',
      file: wav,
      message: `has ${sampleRate} samples a second, not 16000.`,
    });
  }
  const segments = readPhn(await readFile(phn, 'latin1'));
  if (!segments.ok) return inFile(segments, phn);
  return ok({
    values: features(signal),
    labels: frameLabels(segments.value, frameCount(signal.length)),
  });
}

function inFile(refused: Result<never> & { readonly ok: false }, file: string): Result<never> {
  return refuse(...refused.problems.map((each) => ({ ...each, file })));
}

function cardSource(tree: TimitTree, seed: string, type: string): CardSource {
  const speakers = (part: readonly TimitSentence[]): string[] => [
    ...new Set(part.map((each) => each.speaker)),
  ];
  return {
    title: 'TIMIT, 39 phonemes',
    origin: [
      'Recordings and phone labels of the TIMIT Acoustic-Phonetic Continuous Speech Corpus (LDC93S1); training and test as its TRAIN and TEST.',
      'The sentences SA1 and SA2 are left out. 61 phones are folded to 39 (Lee and Hon 1989); frames of the glottal stop q are left out.',
      '13 MFCC with first and second differences (39 values) per 25 ms frame every 10 ms, normalised per utterance; each row joins 11 frames (429 values), the label is that of the sixth.',
      'No speaker of the test is in the training part. Public and Private are whole utterances.',
    ],
    licence: "that of TIMIT (Linguistic Data Consortium): don't pass these files on.",
    settings: { seed, dtype: type },
    trainVoices: speakers(tree.train),
    testVoices: speakers(tree.test),
    trainUtterances: tree.train.length,
    testUtterances: tree.test.length,
  };
}
