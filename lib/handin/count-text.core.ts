/** How long a text is, counted in the two ways that rules of courses name. */
export interface TextLength {
  /** As word processors count: a word between blanks, and each character of Chinese and Japanese. */
  readonly words: number;
  /** Letters, digits and marks of every script; no blanks, no punctuation. */
  readonly characters: number;
}

/** Scripts that put no blanks between words. Korean does; Thai, Lao, Khmer and Burmese are divided by a segmenter. */
const BY_CHARACTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u;
const BY_SEGMENTER = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** null for a text without a letter or digit, as a scan has it: such a text has no length to judge by. */
export function lengthOf(text: string): TextLength | null {
  const composed = text.normalize('NFKC');
  const characters = composed.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (characters === 0) return null;
  const single = new RegExp(BY_CHARACTER, 'gu');
  const apart = composed.match(single)?.length ?? 0;
  const rest = composed.replace(single, ' ').split(/\s+/);
  const words = rest.reduce((sum, word) => sum + wordsIn(word), 0);
  return { words: apart + words, characters };
}

function wordsIn(word: string): number {
  if (!/[\p{L}\p{N}]/u.test(word)) return 0;
  if (!BY_SEGMENTER.test(word)) return 1;
  const segments = [...new Intl.Segmenter('th', { granularity: 'word' }).segment(word)];
  return segments.filter(({ isWordLike }) => isWordLike).length;
}
