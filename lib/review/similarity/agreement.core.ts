import { log10Tail } from '@/lib/review/similarity/poisson-binomial.core';
import type { AgreementComparison, AgreementPair } from '@/lib/review/similarity/similarity.types';

/** One person's answers: a code an item; equal codes are equal answers. */
export interface Answers {
  readonly id: number;
  readonly codes: Int32Array;
}

/** Pairs listed, and pairs whose tail is computed: the others agree less than these by their deviation. */
const LISTED_MAX = 200;
const EXACT_MAX = 1_000;
/** With fewer answers both got wrong nothing can be said. */
const BOTH_WRONG_MIN = 10;
/** What counts as striking: after correction for all pairs, and far above the class's own pairs. */
const LOG10_HOLM_MAX = -2;
const STANDING_MIN = 6;
/** With fewer others to compare a person with, their spread says nothing. */
const OTHERS_MIN = 8;
const RIGHT = -1;

interface Counted {
  readonly left: number;
  readonly right: number;
  readonly bothWrong: number;
  readonly sameWrong: number;
  readonly expected: number;
  readonly deviation: number;
  readonly score: number;
}

/**
 * Whether two people agree in more wrong answers than independence explains. Only items both got wrong count, so that how
 * often each is right plays no part (error similarity: Bellezza & Bellezza, Teaching of Psychology 16, 1989). Were the two
 * independent, they would give the same wrong answer to an item with the chance that two people drawn from all who got it wrong
 * agree: Σ c·(c − 1) / (m·(m − 1)) for m such people, c of them with the same answer (Simpson's unbiased estimate,
 * Nature 163, 1949). The number of agreements then is Poisson-binomial; its tail is corrected for all pairs by Holm's method.
 *
 * Models that learned the same way make the same mistakes without anybody having copied, and neighbouring items are not
 * independent. So a pair is striking only where it also stands far out from what each of the two shows with everybody else: see
 * `standingOf`.
 */
export function compareAnswers(truth: Int32Array, people: readonly Answers[]): AgreementComparison {
  const wrong = people.map(({ codes }) => codes.map((code, item) => (code === truth[item] ? RIGHT : code)));
  const chances = agreementChances(wrong, truth.length);
  const counted = countPairs(people, wrong, chances);
  const standing = standingOf(people.length, counted);
  const exact = counted
    .sort((a, b) => b.score - a.score)
    .slice(0, EXACT_MAX)
    .map((pair) => ({ ...pair, log10P: tailOf(pair, wrong, chances) }))
    .sort((a, b) => a.log10P - b.log10P || b.score - a.score);
  const corrected = holm(
    exact.map((each) => each.log10P),
    counted.length,
  );
  const pairs = exact.slice(0, LISTED_MAX).map((pair, at): AgreementPair => {
    const log10Holm = corrected[at] ?? 0;
    const own = standing(pair);
    return {
      left: people[pair.left]?.id ?? 0,
      right: people[pair.right]?.id ?? 0,
      bothWrong: pair.bothWrong,
      sameWrong: pair.sameWrong,
      expected: pair.expected,
      deviation: pair.deviation,
      log10P: pair.log10P,
      log10Holm,
      standing: own,
      isStriking: log10Holm <= LOG10_HOLM_MAX && (own === null || own >= STANDING_MIN),
    };
  });
  return {
    pairs,
    summary: {
      compared: people.length,
      pairs: (people.length * (people.length - 1)) / 2,
      items: truth.length,
      itemsAll: truth.length,
    },
  };
}

/** By item: the chance that two of those who got it wrong, drawn without replacement, gave the same answer. 0 for fewer than two. */
function agreementChances(wrong: readonly Int32Array[], items: number): Float64Array {
  const chances = new Float64Array(items);
  const times = new Map<number, number>();
  for (let item = 0; item < items; item += 1) {
    times.clear();
    let people = 0;
    for (const answers of wrong) {
      const code = answers[item] ?? RIGHT;
      if (code === RIGHT) continue;
      people += 1;
      times.set(code, (times.get(code) ?? 0) + 1);
    }
    let same = 0;
    for (const count of times.values()) same += count * (count - 1);
    chances[item] = people < 2 ? 0 : same / (people * (people - 1));
  }
  return chances;
}

function countPairs(
  people: readonly Answers[],
  wrong: readonly Int32Array[],
  chances: Float64Array,
): Counted[] {
  const own = wrong.map((answers) => {
    const items: number[] = [];
    answers.forEach((code, item) => void (code === RIGHT ? 0 : items.push(item)));
    return Int32Array.from(items);
  });
  const counted: Counted[] = [];
  for (let left = 0; left < people.length; left += 1)
    for (let right = left + 1; right < people.length; right += 1) {
      const items = own[left];
      const a = wrong[left];
      const b = wrong[right];
      if (!items || !a || !b) continue;
      const pair = countPair(items, a, b, chances);
      if (pair.bothWrong >= BOTH_WRONG_MIN) counted.push({ left, right, ...pair });
    }
  return counted;
}

function countPair(
  items: Int32Array,
  a: Int32Array,
  b: Int32Array,
  chances: Float64Array,
): Omit<Counted, 'left' | 'right'> {
  let bothWrong = 0;
  let sameWrong = 0;
  let expected = 0;
  let variance = 0;
  for (const item of items) {
    const answer = b[item] ?? RIGHT;
    if (answer === RIGHT) continue;
    const chance = chances[item] ?? 0;
    bothWrong += 1;
    expected += chance;
    variance += chance * (1 - chance);
    if (answer === a[item]) sameWrong += 1;
  }
  const deviation = Math.sqrt(variance);
  const score = deviation > 0 ? (sameWrong - expected) / deviation : 0;
  return { bothWrong, sameWrong, expected, deviation, score };
}

function tailOf(pair: Counted, wrong: readonly Int32Array[], chances: Float64Array): number {
  const a = wrong[pair.left];
  const b = wrong[pair.right];
  if (!a || !b) return 0;
  const own: number[] = [];
  a.forEach((code, item) => {
    if (code !== RIGHT && b[item] !== RIGHT) own.push(chances[item] ?? 0);
  });
  return log10Tail(own, pair.sameWrong);
}

/** Holm (1979) on log10 of the p-values, ascending, being the smallest of `tests`. */
export function holm(ascending: readonly number[], tests: number): readonly number[] {
  let largest = -Infinity;
  return ascending.map((log10P, at) => {
    largest = Math.max(largest, log10P + Math.log10(Math.max(1, tests - at)));
    return Math.min(0, largest);
  });
}

/**
 * How far a pair's score lies above what each of the two has with the others, in robust standard deviations; the smaller of the
 * two sides. A person's other scores are described by the median and the spread of their upper half (1.4826 times the median
 * absolute deviation, at least 1, as under independence): where up to three quarters of a class are of another kind, the upper
 * half still is one's own kind. null: too few others.
 */
function standingOf(people: number, counted: readonly Counted[]): (pair: Counted) => number | null {
  const scores: number[][] = Array.from({ length: people }, () => []);
  for (const { left, right, score } of counted) {
    scores[left]?.push(score);
    scores[right]?.push(score);
  }
  const upper = scores.map((own) => {
    if (own.length <= OTHERS_MIN) return null;
    const half = own.sort((a, b) => b - a).slice(0, Math.ceil(own.length / 2));
    const middle = median(half);
    return { middle, spread: Math.max(1, 1.4826 * median(half.map((each) => Math.abs(each - middle)))) };
  });
  return ({ left, right, score }) => {
    const sides = [upper[left], upper[right]].flatMap((side) =>
      side ? [(score - side.middle) / side.spread] : [],
    );
    return sides.length === 2 ? Math.min(...sides) : null;
  };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
