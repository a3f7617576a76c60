import { classOf, type Phoneme } from '@/lib/corpus/phonemes.core';

/**
 * Sounds as the synthesiser names them, without stress and length, to the phonemes they are made of. A sound that joins
 * several (`aɪə`) is cut into as many equal parts: the synthesiser doesn't say where one ends.
 */
const SOUNDS: Readonly<Record<string, readonly Phoneme[]>> = {
  i: ['iy'],
  ɪ: ['ih'],
  ᵻ: ['ih'],
  ɨ: ['ih'],
  e: ['eh'],
  ɛ: ['eh'],
  a: ['ae'],
  æ: ['ae'],
  ə: ['ah'],
  ɐ: ['ah'],
  ʌ: ['ah'],
  ɘ: ['ah'],
  u: ['uw'],
  ʉ: ['uw'],
  ʊ: ['uh'],
  ɑ: ['aa'],
  ɒ: ['aa'],
  ɔ: ['aa'],
  o: ['ow'],
  ɜ: ['er'],
  ɚ: ['er'],
  ɝ: ['er'],
  eɪ: ['ey'],
  eː: ['ey'],
  ɛɪ: ['ey'],
  aɪ: ['ay'],
  ɑɪ: ['ay'],
  ʌɪ: ['ay'],
  ɔɪ: ['oy'],
  oɪ: ['oy'],
  əɪ: ['er'],
  aʊ: ['aw'],
  ɛʊ: ['aw'],
  əʊ: ['ow'],
  oʊ: ['ow'],
  ɔʊ: ['ow'],
  ɐʊ: ['aw'],
  ʌʉ: ['aw'],
  ʌʊ: ['aw'],
  ɪə: ['ih', 'ah'],
  iə: ['iy', 'ah'],
  eə: ['eh', 'ah'],
  ɛə: ['eh', 'ah'],
  ʊə: ['uh', 'ah'],
  uə: ['uh', 'ah'],
  oə: ['aa', 'ah'],
  ɔə: ['aa', 'ah'],
  ɑə: ['aa', 'ah'],
  aː: ['aa'],
  aa: ['aa'],
  aɪə: ['ay', 'ah'],
  aɪɚ: ['ay', 'er'],
  aʊə: ['aw', 'ah'],
  aʊɚ: ['aw', 'er'],
  ɑɹ: ['aa', 'r'],
  ɔɹ: ['aa', 'r'],
  oɹ: ['aa', 'r'],
  ɛɹ: ['eh', 'r'],
  eɹ: ['eh', 'r'],
  ɪɹ: ['ih', 'r'],
  iɹ: ['iy', 'r'],
  ʊɹ: ['uh', 'r'],
  ʉɹ: ['uh', 'r'],
  uɹ: ['uw', 'r'],
  əɹ: ['er'],
  ɜɹ: ['er'],
  ʌɹ: ['er'],
  əl: ['l'],
  l: ['l'],
  ɫ: ['l'],
  l̩: ['l'],
  ɹ: ['r'],
  r: ['r'],
  ɾ: ['dx'],
  j: ['y'],
  ʲ: ['y'],
  w: ['w'],
  ʍ: ['w'],
  m: ['m'],
  n: ['n'],
  n̩: ['n'],
  ŋ: ['ng'],
  tʃ: ['ch'],
  dʒ: ['jh'],
  ð: ['dh'],
  b: ['b'],
  d: ['d'],
  ɡ: ['g'],
  g: ['g'],
  p: ['p'],
  t: ['t'],
  t̪: ['t'],
  k: ['k'],
  z: ['z'],
  v: ['v'],
  f: ['f'],
  θ: ['th'],
  s: ['s'],
  ʃ: ['sh'],
  ʒ: ['sh'],
  h: ['hh'],
  ʔ: ['sil'],
  x: ['k'],
  '': ['sil'],
};

/** Stress, syllable and tie marks, and the marks of pauses: nothing of a phoneme's class. */
const MARKS = /[ˈˌ.'_;|‿͡\s]/gu;

/**
 * Classes of a sound in the International Phonetic Alphabet as the synthesiser writes it; undefined when it isn't known.
 * `eː` is a long diphthong, `e` a short vowel; elsewhere length makes no difference.
 */
export function classesOfIpa(sound: string): readonly number[] | undefined {
  const plain = sound.replace(MARKS, '').replaceAll(':', 'ː');
  const short = plain.replaceAll('ː', '');
  const phonemes = lookUp(plain) ?? lookUp(short);
  return phonemes?.map(classOf);
}

function lookUp(sound: string): readonly Phoneme[] | undefined {
  return Object.hasOwn(SOUNDS, sound) ? SOUNDS[sound] : undefined;
}
