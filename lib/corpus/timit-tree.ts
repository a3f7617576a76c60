import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** One recorded sentence of TIMIT. */
export interface TimitSentence {
  /** E.g. `FCJF0`. */
  readonly speaker: string;
  /** E.g. `SI1027`. */
  readonly sentence: string;
  readonly wav: string;
  readonly phn: string;
}

export interface TimitTree {
  readonly train: readonly TimitSentence[];
  readonly test: readonly TimitSentence[];
}

/**
 * Finds the recordings of the original tree, `TRAIN|TEST/DR1 … DR8/SPEAKER/SENTENCE.WAV` and `.PHN`, in capitals or not, by
 * region, speaker and sentence. The two sentences that everybody reads (SA1, SA2) are left out, as usual: they would
 * be in training and test alike. Refuses a recording without its transcription, and a speaker on both sides.
 */
export async function findTimit(root: string): Promise<Result<TimitTree>> {
  const train = await findPart(root, 'TRAIN');
  if (!train.ok) return train;
  const test = await findPart(root, 'TEST');
  if (!test.ok) return test;
  const heard = new Set(train.value.map((each) => each.speaker));
  const both = test.value.find((each) => heard.has(each.speaker));
  if (both) {
    return refuse({ code: 'timit_speaker', message: `Speaker ${both.speaker} is in TRAIN and in TEST.` });
  }
  return ok({ train: train.value, test: test.value });
}

async function findPart(root: string, name: 'TRAIN' | 'TEST'): Promise<Result<TimitSentence[]>> {
  const part = (await folders(root)).find((each) => each.toUpperCase() === name);
  if (part === undefined) {
    return refuse({
      code: 'timit_tree',
      file: root,
      message: `has no folder ${name}. Give the one that holds it.`,
    });
  }
  const found: TimitSentence[] = [];
  for (const region of (await folders(path.join(root, part))).filter((each) => /^DR\d$/i.test(each))) {
    for (const speaker of await folders(path.join(root, part, region))) {
      const sentences = await findSentences(path.join(root, part, region, speaker), speaker.toUpperCase());
      if (!sentences.ok) return sentences;
      found.push(...sentences.value);
    }
  }
  if (found.length === 0) {
    const file = path.join(root, part);
    return refuse({ code: 'timit_tree', file, message: 'has no recordings under DR1 … DR8.' });
  }
  return ok(found);
}

async function findSentences(folder: string, speaker: string): Promise<Result<TimitSentence[]>> {
  const names = (await readdir(folder)).sort(byCapitals);
  const found: TimitSentence[] = [];
  for (const name of names) {
    const sentence = /^(S[AIX]\d+)\.WAV$/i.exec(name)?.[1]?.toUpperCase();
    if (sentence === undefined || sentence.startsWith('SA')) continue;
    const phn = names.find((each) => each.toUpperCase() === `${sentence}.PHN`);
    if (phn === undefined) {
      const file = path.join(folder, name);
      return refuse({ code: 'timit_phn', file, message: 'has no phone transcription (.PHN) beside it.' });
    }
    found.push({ speaker, sentence, wav: path.join(folder, name), phn: path.join(folder, phn) });
  }
  return ok(found);
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((each) => each.isDirectory())
    .map((each) => each.name)
    .sort(byCapitals);
}

/** The same order on every file system and in every language. */
function byCapitals(left: string, right: string): number {
  const [a, b] = [left.toUpperCase(), right.toUpperCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}
