import type { FileEntry, Region } from '@dodona/dolos-core';
import type { CodeFragment } from '@/lib/review/similarity/similarity.types';

/** A fingerprint that comes this often in one file is repetition, and would only make lines between everything. */
const TIMES_MAX = 8;
const FRAGMENTS_MAX = 100;
/** Fingerprints in a row that make a fragment. */
const FINGERPRINTS_MIN = 2;

interface Match {
  readonly left: number;
  readonly right: number;
  readonly leftPlace: Region;
  readonly rightPlace: Region;
}

/**
 * Where two files are alike: runs of fingerprints that follow one another on both sides, as rows, the longest ones that
 * lie in no other, in the left file's order. Bounded in number, however repetitive the files are.
 */
export function fragmentsOf(left: FileEntry, right: FileEntry): readonly CodeFragment[] {
  const runs = runsOf(matchesOf(left, right)).filter((run) => run.length >= FINGERPRINTS_MIN);
  const fragments = runs.map((run): CodeFragment => ({
    leftFrom: Math.min(...run.map((each) => each.leftPlace.startRow)),
    leftTo: Math.max(...run.map((each) => each.leftPlace.endRow)),
    rightFrom: Math.min(...run.map((each) => each.rightPlace.startRow)),
    rightTo: Math.max(...run.map((each) => each.rightPlace.endRow)),
  }));
  return outermost(fragments).sort((a, b) => a.leftFrom - b.leftFrom || a.rightFrom - b.rightFrom);
}

function matchesOf(left: FileEntry, right: FileEntry): readonly Match[] {
  const matches: Match[] = [];
  for (const fingerprint of left.shared) {
    if (!right.shared.has(fingerprint)) continue;
    const here = fingerprint.occurrencesOf(left.file);
    const there = fingerprint.occurrencesOf(right.file);
    if (here.length > TIMES_MAX || there.length > TIMES_MAX) continue;
    for (const a of here)
      for (const b of there)
        matches.push({
          left: a.side.index,
          right: b.side.index,
          leftPlace: a.side.location,
          rightPlace: b.side.location,
        });
  }
  return matches;
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
