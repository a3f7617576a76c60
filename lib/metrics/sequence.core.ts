/** Two texts cut into symbols that can be compared as integers. */
export interface SymbolPair {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** The code points of a text, unchanged: no Unicode normalisation, no case folding; a lone surrogate is one symbol. */
export function codePoints(text: string): Int32Array {
  const symbols = new Int32Array(text.length);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const symbol = text.codePointAt(i) as number;
    if (symbol > 0xffff) i++;
    symbols[count++] = symbol;
  }
  return symbols.subarray(0, count);
}

/** The code points of two texts. */
export function characters(left: string, right: string): SymbolPair {
  return { left: codePoints(left), right: codePoints(right) };
}

/**
 * The words (separated by white space) of two texts, numbered from 0 as they are met. Numbers are those of this pair: one
 * numbering for all rows would need a table of every word of both files.
 */
export function words(left: string, right: string): SymbolPair {
  const numbers = new Map<string, number>();
  const number = (word: string) => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, numbers.size);
    return numbers.size - 1;
  };
  const numbered = (text: string) => {
    const found = text.split(/\s+/u).filter((word) => word !== '');
    const symbols = new Int32Array(found.length);
    for (let i = 0; i < found.length; i++) symbols[i] = number(found[i] as string);
    return symbols;
  };
  return { left: numbered(left), right: numbered(right) };
}
