import { randomFrom, shuffle } from '@/lib/competition/random.core';
import { makeSentences } from '@/lib/corpus/sentences.core';
import { makeVoices, type Voice, type VoiceSplit } from '@/lib/corpus/voices.core';

export type Usage = 'Public' | 'Private';

/** One sentence said by one voice. Its seed settles noise and room. */
export interface Utterance {
  readonly seed: string;
  readonly text: string;
  readonly voice: Voice;
}

export interface TestUtterance extends Utterance {
  /** The board that all its frames count for. */
  readonly usage: Usage;
}

export interface CorpusPlan {
  readonly voices: VoiceSplit;
  readonly train: readonly Utterance[];
  readonly test: readonly TestUtterance[];
}

export interface CorpusSize {
  /** Different sentences; each is said once, so it is also the number of utterances. */
  readonly sentences: number;
  readonly voices: number;
  readonly seed: string;
}

/**
 * Who says what. Each sentence is said once by one voice, so training and test share neither a voice nor a sentence. The
 * test gets the share of sentences that it has of the voices; half of each test voice's utterances are Public, in an order
 * by chance, so neighbouring frames of an utterance never fall on both boards.
 */
export function planCorpus(size: CorpusSize): CorpusPlan {
  const voices = makeVoices(size.voices, randomFrom(`corpus/${size.seed}/voices`));
  const sentences = makeSentences(size.sentences, randomFrom(`corpus/${size.seed}/sentences`));
  const testCount = Math.max(2, Math.round((size.sentences * voices.test.length) / size.voices));
  const say = (text: string, index: number, side: readonly Voice[]): Utterance => ({
    seed: `corpus/${size.seed}/utterance/${index}`,
    text,
    voice: side[index % side.length] as Voice,
  });
  const test = sentences.slice(0, testCount).map((text, index) => say(text, index, voices.test));
  const train = sentences.slice(testCount).map((text, index) => say(text, testCount + index, voices.train));
  const usages = halfPublic(
    test.map((each) => each.voice.id),
    size.seed,
  );
  return { voices, train, test: test.map((each, index) => ({ ...each, usage: usages[index] ?? 'Private' })) };
}

/**
 * Which board each utterance of the test counts for: half of every voice's utterances are Public, in an order by chance.
 *
 * @param voices the voice of each utterance
 */
export function halfPublic(voices: readonly string[], seed: string): Usage[] {
  const order = Int32Array.from(voices.keys());
  shuffle(order, randomFrom(`corpus/${seed}/usage`));
  const counts = new Map<string, number>();
  const usages: Usage[] = new Array<Usage>(voices.length);
  let odd = 0;
  for (const index of order) {
    const voice = voices[index] as string;
    // Whether a voice begins with Public or Private alternates, so that odd numbers even out.
    const count = counts.get(voice) ?? odd++ % 2;
    usages[index] = count % 2 === 0 ? 'Public' : 'Private';
    counts.set(voice, count + 1);
  }
  return usages;
}
