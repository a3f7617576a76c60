import { WinnowFilter } from '@dodona/dolos-core';
import type { TokenList } from '@/lib/review/similarity/code-tokens.core';

/** Tokens a fingerprint covers, and fingerprints of which winnowing keeps at least one: Dolos' own defaults. */
const KGRAM_TOKENS = 23;
const WINDOW_KGRAMS = 17;

/** A source's fingerprints in their order: what they are, and the rows they cover. A class of 1,300 is held at once, so arrays. */
export interface Fingerprints {
  readonly hashes: Int32Array;
  readonly fromRows: Int32Array;
  readonly toRows: Int32Array;
}

const winnow = new WinnowFilter(KGRAM_TOKENS, WINDOW_KGRAMS, false);

/**
 * Winnowed fingerprints of tokens (Schleimer, Wilkerson & Aiken, "Winnowing: local algorithms for document fingerprinting",
 * SIGMOD 2003), by Dolos. Its hashes are below 2²⁵.
 */
export function fingerprintsOf({ tokens, fromRows, toRows }: TokenList): Fingerprints {
  const found = winnow.fingerprints([...tokens]);
  return {
    hashes: Int32Array.from(found, (each) => each.hash),
    fromRows: Int32Array.from(found, (each) => fromRows[each.start] ?? 0),
    toRows: Int32Array.from(found, (each) => toRows[each.stop] ?? 0),
  };
}
