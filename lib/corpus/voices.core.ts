import { type Random, shuffle } from '@/lib/competition/random.core';
import { uniform } from '@/lib/corpus/degrade.core';

/** Someone who speaks: an accent and a timbre of the synthesiser, with a manner and a length of vocal tract of their own. */
export interface Voice {
  readonly id: string;
  /** Language of the synthesiser, e.g. `en-us`. */
  readonly accent: string;
  /** Variant of the synthesiser that gives the timbre. No two groups of voices share one across the split. */
  readonly timbre: string;
  /** Words a minute. */
  readonly rate: number;
  /** 0 … 99, as the synthesiser counts. */
  readonly pitch: number;
  readonly pitchRange: number;
  /** Formants are multiplied by it: above 1 the vocal tract is shorter. */
  readonly tract: number;
}

export interface VoiceSplit {
  readonly train: readonly Voice[];
  readonly test: readonly Voice[];
}

/** The more often an accent stands here, the more voices have it. */
const ACCENTS = [
  'en-us',
  'en-us',
  'en-us',
  'en-us-nyc',
  'en',
  'en-gb-x-rp',
  'en-gb-scotland',
  'en-029',
] as const;

/** Variants that sound like a person; the distribution's robots, whispers and demons are left out. */
const TIMBRES: readonly string[] = `
  Alex Alicia Andrea Andy Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario Michael Mike Nguyen Reed adam
  anika announcer antonio aunty belinda benjamin boris caleb david ed edward edward2 f1 f2 f3 f4 f5 grandma grandpa
  gustave ian iven iven2 iven3 iven4 john kaukovalta klatt klatt2 klatt3 klatt4 linda m1 m2 m3 m4 m5 m6 m7 m8 marcelo
  max michel miguel mike2 norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 steph3 travis victor
  zac`
  .trim()
  .split(/\s+/);

/** One voice in so many is for the test, at least one. */
const TEST_SHARE = 4;

/**
 * So many voices, at least two, split so that no timbre of a test voice is heard in training. Up to the number of timbres
 * each has one of its own; beyond, timbres come again with another accent and manner, on the same side of the split.
 */
export function makeVoices(count: number, random: Random): VoiceSplit {
  const order = Int32Array.from(TIMBRES.keys());
  shuffle(order, random);
  const testCount = Math.max(1, Math.round(count / TEST_SHARE));
  const testTimbres = Math.max(1, Math.round(TIMBRES.length / TEST_SHARE));
  const timbres = Array.from(order, (index) => TIMBRES[index] as string);
  return {
    test: voicesOf('test', testCount, timbres.slice(0, testTimbres), random),
    train: voicesOf('train', count - testCount, timbres.slice(testTimbres), random),
  };
}

function voicesOf(prefix: string, count: number, timbres: readonly string[], random: Random): Voice[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}-${String(index + 1).padStart(3, '0')}`,
    accent: ACCENTS[random.below(ACCENTS.length)] as string,
    timbre: timbres[index % timbres.length] as string,
    rate: 130 + random.below(80),
    pitch: 25 + random.below(51),
    pitchRange: 30 + random.below(41),
    tract: uniform(random, 0.88, 1.14),
  }));
}
