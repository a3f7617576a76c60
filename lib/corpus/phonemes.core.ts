/** The 39 classes in the order of their numbers: class 0 is `iy`, class 38 silence. */
export const PHONEMES = [
  'iy',
  'ih',
  'eh',
  'ae',
  'ah',
  'uw',
  'uh',
  'aa',
  'ey',
  'ay',
  'oy',
  'aw',
  'ow',
  'l',
  'r',
  'y',
  'w',
  'er',
  'm',
  'n',
  'ng',
  'ch',
  'jh',
  'dh',
  'b',
  'd',
  'dx',
  'g',
  'p',
  't',
  'k',
  'z',
  'v',
  'f',
  'th',
  's',
  'sh',
  'hh',
  'sil',
] as const;

export type Phoneme = (typeof PHONEMES)[number];

/** Phones of TIMIT that are counted as another one; what is not named here keeps its name. */
const FOLDED: Readonly<Record<string, Phoneme>> = {
  ao: 'aa',
  ax: 'ah',
  'ax-h': 'ah',
  axr: 'er',
  hv: 'hh',
  ix: 'ih',
  el: 'l',
  em: 'm',
  en: 'n',
  nx: 'n',
  eng: 'ng',
  zh: 'sh',
  ux: 'uw',
  pcl: 'sil',
  tcl: 'sil',
  kcl: 'sil',
  bcl: 'sil',
  dcl: 'sil',
  gcl: 'sil',
  'h#': 'sil',
  pau: 'sil',
  epi: 'sil',
};

const CLASS_OF: ReadonlyMap<string, number> = new Map(PHONEMES.map((name, index) => [name, index]));

/** The glottal stop: the usual folding leaves it out of training and test altogether. */
export const DROPPED_PHONE = 'q';

export const SILENCE = classOf('sil');

/** Class number (0 … 38) of one of the 39 phonemes. */
export function classOf(phoneme: Phoneme): number {
  const found = CLASS_OF.get(phoneme);
  if (found === undefined) throw new Error(`${phoneme} is no phoneme`);
  return found;
}

/**
 * Folds one of TIMIT's 61 phones to its class number (0 … 38); null for the glottal stop, which is dropped, and undefined for
 * what is no phone of TIMIT. Source: K.-F. Lee, H.-W. Hon, "Speaker-independent phone recognition using hidden Markov
 * models", IEEE Transactions on ASSP 37 (1989), table of the 39 classes.
 */
export function foldTimitPhone(phone: string): number | null | undefined {
  if (phone === DROPPED_PHONE) return null;
  const folded = Object.hasOwn(FOLDED, phone) ? FOLDED[phone] : phone;
  return folded === undefined ? undefined : CLASS_OF.get(folded);
}
