/** What is done to the site while people work, and when. The same seed gives the same plan. */
export const TROUBLES = [
  'kill web',
  'kill worker',
  'kill database',
  'stop database',
  'freeze database',
  'fill disk',
  'regrade',
  'grades',
] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface Planned {
  /** After the first person began. */
  readonly atSeconds: number;
  readonly trouble: Trouble;
  /** How long a standstill or a full disk lasts. */
  readonly seconds: number;
}

const FIRST_SECONDS = 3;
const GAP_SECONDS = { min: 4, max: 8 };
const LASTS_SECONDS = { min: 2, max: 5 };

/** Numbers from 0 up to 1 that a seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Each kind comes once, in an order of the seed's, before any comes again; none begins in the last five seconds. */
export function makePlan(seed: number, seconds: number, kinds: readonly Trouble[] = TROUBLES): Planned[] {
  const random = randomFrom(seed);
  const between = ({ min, max }: { min: number; max: number }): number => min + random() * (max - min);
  const plan: Planned[] = [];
  let round: Trouble[] = [];
  for (let at = FIRST_SECONDS; at < seconds - LASTS_SECONDS.max; at += between(GAP_SECONDS)) {
    if (round.length === 0) round = [...kinds];
    const [trouble] = round.splice(Math.floor(random() * round.length), 1);
    if (trouble) plan.push({ atSeconds: at, trouble, seconds: between(LASTS_SECONDS) });
  }
  return plan;
}
