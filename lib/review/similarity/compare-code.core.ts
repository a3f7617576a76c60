import { codeTokens } from '@/lib/review/similarity/code-tokens.core';
import { fingerprintsOf, type Fingerprints } from '@/lib/review/similarity/fingerprints.core';
import { fragmentsOf } from '@/lib/review/similarity/fragments.core';
import type { CodeComparison, CodePair, CodeSource } from '@/lib/review/similarity/similarity.types';

/** With fewer fingerprints of its own a source says nothing: two solutions of a few lines are alike by nature. */
const FINGERPRINTS_MIN = 5;
const PAIRS_MAX = 200;
/** What more than half of the class has is common ground; so is what more than this many have, however large the class. */
const COMMON_SHARE = 0.5;
const COMMON_MIN = 3;
const COMMON_MAX = 100;

interface Compared {
  readonly id: number;
  readonly prints: Fingerprints;
  /** Fingerprints that are not excluded. */
  readonly own: number;
}

/**
 * Compares everybody's code with everybody else's by winnowed fingerprints of its tokens. Fingerprints of `reference`, and
 * those common to most, count for nobody: similarity is the share of the two sources' remaining fingerprints that the other has
 * too.
 */
export function compareCode(sources: Iterable<CodeSource>, reference: readonly CodeSource[]): CodeComparison {
  const all: { id: number; prints: Fingerprints; isCut: boolean }[] = [];
  for (const source of sources) {
    const list = codeTokens(source.pieces);
    all.push({ id: source.id, prints: fingerprintsOf(list), isCut: list.isCut });
  }
  const excluded = excludedOf(
    all.map((each) => each.prints),
    reference.map((each) => fingerprintsOf(codeTokens(each.pieces))),
  );
  const isExcluded = (hash: number): boolean => excluded.has(hash);
  const compared = all.flatMap(({ id, prints }): Compared[] => {
    const own = prints.hashes.reduce((count, hash) => count + (isExcluded(hash) ? 0 : 1), 0);
    return own >= FINGERPRINTS_MIN ? [{ id, prints, own }] : [];
  });
  const ranked = rank(compared, isExcluded);
  return {
    pairs: ranked.top.map((pair) => pairOf(pair, isExcluded)),
    summary: {
      compared: compared.length,
      tooShort: all.length - compared.length,
      cut: all.filter((each) => each.isCut).length,
      pairs: ranked.similarities.length,
      median: quantile(ranked.similarities, 0.5),
      upperTwentieth: quantile(ranked.similarities, 0.95),
    },
  };
}

function excludedOf(all: readonly Fingerprints[], reference: readonly Fingerprints[]): ReadonlySet<number> {
  const most = Math.max(COMMON_MIN, Math.min(all.length * COMMON_SHARE, COMMON_MAX));
  const holders = new Map<number, number>();
  for (const { hashes } of all)
    for (const hash of new Set(hashes)) holders.set(hash, (holders.get(hash) ?? 0) + 1);
  const excluded = new Set(reference.flatMap(({ hashes }) => [...hashes]));
  for (const [hash, count] of holders) if (count > most) excluded.add(hash);
  return excluded;
}

interface RankedPair {
  readonly left: Compared;
  readonly right: Compared;
  readonly similarity: number;
}

/** Every pair's share of shared fingerprints, by going through the fingerprints once; the most alike pairs. */
function rank(
  compared: readonly Compared[],
  isExcluded: (hash: number) => boolean,
): { readonly top: readonly RankedPair[]; readonly similarities: Float64Array } {
  const count = compared.length;
  const covered = coverage(compared, isExcluded);
  const similarities = new Float64Array((count * (count - 1)) / 2);
  let top: RankedPair[] = [];
  let at = 0;
  compared.forEach((left, i) => {
    for (let j = i + 1; j < count; j += 1) {
      const right = compared[j];
      if (!right) continue;
      const both = (covered[i * count + j] ?? 0) + (covered[j * count + i] ?? 0);
      const similarity = both / (left.own + right.own);
      similarities[at++] = similarity;
      if (similarity > 0) top.push({ left, right, similarity });
    }
    if (top.length > 20 * PAIRS_MAX) top = mostAlike(top);
  });
  return { top: mostAlike(top), similarities: similarities.sort() };
}

function mostAlike(pairs: readonly RankedPair[]): RankedPair[] {
  return [...pairs]
    .sort((a, b) => b.similarity - a.similarity || a.left.id - b.left.id || a.right.id - b.right.id)
    .slice(0, PAIRS_MAX);
}

/** At i · n + j: how many of the i-th source's fingerprints the j-th has too. */
function coverage(compared: readonly Compared[], isExcluded: (hash: number) => boolean): Float64Array {
  const holders = new Map<number, { readonly at: number; times: number }[]>();
  compared.forEach(({ prints }, at) => {
    for (const hash of prints.hashes) {
      if (isExcluded(hash)) continue;
      const found = holders.get(hash);
      const last = found?.at(-1);
      if (last?.at === at) last.times += 1;
      else if (found) found.push({ at, times: 1 });
      else holders.set(hash, [{ at, times: 1 }]);
    }
  });
  const covered = new Float64Array(compared.length * compared.length);
  for (const list of holders.values())
    for (const one of list)
      for (const other of list) {
        const cell = one.at * compared.length + other.at;
        covered[cell] = (covered[cell] ?? 0) + one.times;
      }
  return covered;
}

function pairOf({ left, right, similarity }: RankedPair, isExcluded: (hash: number) => boolean): CodePair {
  const fragments = fragmentsOf(left.prints, right.prints, isExcluded);
  const rows = fragments.map((each) => Math.min(each.leftTo - each.leftFrom, each.rightTo - each.rightFrom));
  return { left: left.id, right: right.id, similarity, fragments, longestRows: Math.max(-1, ...rows) + 1 };
}

function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
