/**
 * A reproducible stream of random numbers: the generator sfc32 ("small fast counter", 128 bits of state; Chris
 * Doty-Humphrey, PractRand), seeded from a text by four FNV-1a hashes that end in MurmurHash3's finaliser. Not for secrets:
 * what has to stay unknown is the seed.
 */
export interface Random {
  /** Uniform integer of 0 … bound − 1; `bound` is an integer of 1 … 2³². */
  below(bound: number): number;
}

const WARM_UP = 16;
const TWO_32 = 2 ** 32;

export function randomFrom(seed: string): Random {
  let a = hashText(seed, 0x9e3779b9);
  let b = hashText(seed, 0x243f6a88);
  let c = hashText(seed, 0xb7e15162);
  let counter = hashText(seed, 0x85a308d3);
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < WARM_UP; i++) next();
  return {
    below: (bound) => {
      // Values of the last, incomplete range are drawn again, so that no result is likelier than another.
      const limit = TWO_32 - (TWO_32 % bound);
      let value = next();
      while (value >= limit) value = next();
      return value % bound;
    },
  };
}

/** Brings the values into a random order, in place (Fisher–Yates). */
export function shuffle(values: Int32Array, random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = values[last] as number;
    values[last] = values[other] as number;
    values[other] = kept;
  }
}

function hashText(text: string, start: number): number {
  let hash = (start ^ 0x811c9dc5) | 0;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ text.length ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
