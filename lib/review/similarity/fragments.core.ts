import type { Fingerprints } from '@/lib/review/similarity/fingerprints.core';
import type { CodeFragment } from '@/lib/review/similarity/similarity.types';

/** A fingerprint that comes this often in one file is repetition, and would only make lines between everything. */
const TIMES_MAX = 8;
const FRAGMENTS_MAX = 100;
/** Fingerprints in a row that make a fragment. */
const FINGERPRINTS_MIN = 2;

/** Places among the fingerprints of the two sides. */
interface Match {
  readonly left: number;
  readonly right: number;
}

/**
 * Where two sources are alike: runs of fingerprints that follow one another on both sides, as rows, the longest ones that
 * lie in no other, in the left one's order. Bounded in number, however repetitive the sources are.
 */
export function fragmentsOf(
  left: Fingerprints,
  right: Fingerprints,
  isExcluded: (hash: number) => boolean,
): readonly CodeFragment[] {
  const runs = runsOf(matchesOf(left, right, isExcluded)).filter((run) => run.length >= FINGERPRINTS_MIN);
  const fragments = runs.map((run): CodeFragment => {
    const own = run.map((each) => each.left);
    const others = run.map((each) => each.right);
    return {
      leftFrom: Math.min(...own.map((at) => left.fromRows[at] ?? 0)),
      leftTo: Math.max(...own.map((at) => left.toRows[at] ?? 0)),
      rightFrom: Math.min(...others.map((at) => right.fromRows[at] ?? 0)),
      rightTo: Math.max(...others.map((at) => right.toRows[at] ?? 0)),
    };
  });
  return outermost(fragments).sort((a, b) => a.leftFrom - b.leftFrom || a.rightFrom - b.rightFrom);
}

function matchesOf(
  left: Fingerprints,
  right: Fingerprints,
  isExcluded: (hash: number) => boolean,
): readonly Match[] {
  const here = placesOf(left);
  const there = placesOf(right);
  const matches: Match[] = [];
  for (const [hash, own] of here) {
    const others = there.get(hash);
    if (!others || own.length > TIMES_MAX || others.length > TIMES_MAX || isExcluded(hash)) continue;
    for (const a of own) for (const b of others) matches.push({ left: a, right: b });
  }
  return matches;
}

function placesOf({ hashes }: Fingerprints): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  hashes.forEach((hash, at) => {
    const found = places.get(hash);
    if (found) found.push(at);
    else places.set(hash, [at]);
  });
  return places;
}

function runsOf(matches: readonly Match[]): readonly (readonly Match[])[] {
  const sorted = [...matches].sort((a, b) => a.right - a.left - (b.right - b.left) || a.left - b.left);
  const runs: Match[][] = [];
  for (const match of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && last.left + 1 === match.left && last.right + 1 === match.right) run.push(match);
    else runs.push([match]);
  }
  return runs;
}

function outermost(fragments: readonly CodeFragment[]): CodeFragment[] {
  const size = (each: CodeFragment): number => each.leftTo - each.leftFrom + each.rightTo - each.rightFrom;
  const kept: CodeFragment[] = [];
  for (const each of [...fragments].sort((a, b) => size(b) - size(a))) {
    if (kept.length >= FRAGMENTS_MAX) break;
    const isInside = kept.some(
      (other) =>
        other.leftFrom <= each.leftFrom &&
        other.leftTo >= each.leftTo &&
        other.rightFrom <= each.rightFrom &&
        other.rightTo >= each.rightTo,
    );
    if (!isInside) kept.push(each);
  }
  return kept;
}
