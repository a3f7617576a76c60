/** Cuts texts into symbols that can be compared as integers. */
export type Tokenizer = (text: string) => Int32Array;

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

/** A tokenizer into words (separated by white space), each numbered when it is first met. */
export function wordTokenizer(): Tokenizer {
  const numbers = new Map<string, number>();
  return (text) => {
    const words = text.split(/\s+/u).filter((word) => word !== '');
    return Int32Array.from(words, (word) => {
      const known = numbers.get(word);
      if (known !== undefined) return known;
      numbers.set(word, numbers.size);
      return numbers.size - 1;
    });
  };
}
