import { createHash } from 'node:crypto';

export type Random = () => number;

/** Uniform numbers in [0, 1) from a seed: SHA-256 in counter mode, 53 bits each. */
export function seededRandom(seed: string): Random {
  let block = Buffer.alloc(0);
  let at = 0;
  let counter = 0;
  return () => {
    if (at + 8 > block.length) {
      block = createHash('sha256').update(`${seed} ${counter}`).digest();
      counter += 1;
      at = 0;
    }
    const value = Number(block.readBigUInt64BE(at) >> 11n) / 2 ** 53;
    at += 8;
    return value;
  };
}
