import {
  File,
  FingerprintIndex,
  Region,
  TokenizedFile,
  type FileEntry,
  type SharedFingerprint,
} from '@dodona/dolos-core';
import { codeTokens, type TokenList } from '@/lib/review/similarity/code-tokens.core';
import { fragmentsOf } from '@/lib/review/similarity/fragments.core';
import type { CodeComparison, CodePair, CodeSource } from '@/lib/review/similarity/similarity.types';

/** Tokens a fingerprint covers, and fingerprints of which winnowing keeps at least one: Dolos' own defaults. */
const KGRAM_TOKENS = 23;
const WINDOW_KGRAMS = 17;
/** With fewer fingerprints of its own a source says nothing: two solutions of a few lines are alike by nature. */
const FINGERPRINTS_MIN = 5;
const PAIRS_MAX = 200;
/** What more than half of the class has is common ground; so is what more than this many have, however large the class. */
const COMMON_SHARE = 0.5;
const COMMON_FILES_MIN = 3;
const COMMON_FILES_MAX = 100;

interface Compared {
  readonly id: number;
  readonly entry: FileEntry;
  /** Fingerprints that are not excluded. */
  readonly own: number;
}

/**
 * Compares everybody's code with everybody else's by winnowed fingerprints of its tokens (Schleimer, Wilkerson & Aiken,
 * "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003; the index is Dolos'). Fingerprints of `reference` and
 * those common to most are excluded.
 */
export function compareCode(
  sources: readonly CodeSource[],
  reference: readonly CodeSource[],
): CodeComparison {
  const lists = sources.map((source) => ({ source, list: codeTokens(source.pieces) }));
  const common = Math.max(COMMON_FILES_MIN, Math.min(sources.length * COMMON_SHARE, COMMON_FILES_MAX));
  const index = new FingerprintIndex(KGRAM_TOKENS, WINDOW_KGRAMS, false, common);
  const files = lists.map(({ source, list }) => ({ id: source.id, file: tokenized(source.id, list) }));
  index.addFiles(files.map((each) => each.file));
  // After the others: the index takes fingerprints of ignored files away from those it has.
  for (const each of reference) index.addIgnoredFile(tokenized(each.id, codeTokens(each.pieces)));
  const entries = new Map(index.entries().map((entry) => [entry.file.id, entry]));
  const compared = files.flatMap(({ id, file }): Compared[] => {
    const entry = entries.get(file.id);
    const own = entry ? ownFingerprints(entry) : 0;
    return entry && own >= FINGERPRINTS_MIN ? [{ id, entry, own }] : [];
  });
  const ranked = rank(compared, index.sharedFingerprints());
  return {
    pairs: ranked.top.map(({ left, right, similarity }) => pairOf(left, right, similarity)),
    summary: {
      compared: compared.length,
      tooShort: sources.length - compared.length,
      cut: lists.filter(({ list }) => list.isCut).length,
      pairs: ranked.similarities.length,
      median: quantile(ranked.similarities, 0.5),
      upperTwentieth: quantile(ranked.similarities, 0.95),
    },
  };
}

function tokenized(id: number, list: TokenList): TokenizedFile {
  const regions = list.places.map(
    (place) => new Region(place.startRow, place.startCol, place.endRow, place.endCol),
  );
  return new TokenizedFile(new File(String(id), ''), [...list.tokens], regions);
}

/** Dolos' own `similarity` takes the left side's excluded fingerprints for the right's too, so they are counted here. */
function ownFingerprints(entry: FileEntry): number {
  let excluded = 0;
  for (const each of entry.ignored) excluded += each.occurrencesOf(entry.file).length;
  return entry.kgrams.length - excluded;
}

interface RankedPair {
  readonly left: Compared;
  readonly right: Compared;
  readonly similarity: number;
}

/** Every pair's share of shared fingerprints, by going through the fingerprints once; the most alike pairs. */
function rank(
  compared: readonly Compared[],
  shared: readonly SharedFingerprint[],
): { readonly top: readonly RankedPair[]; readonly similarities: Float64Array } {
  const count = compared.length;
  const place = new Map(compared.map((each, at) => [each.entry.file.id, at]));
  const covered = new Float64Array(count * count);
  for (const fingerprint of shared) {
    if (fingerprint.ignored) continue;
    const holders = fingerprint.files().flatMap((file) => {
      const at = place.get(file.id);
      return at === undefined ? [] : [{ at, times: fingerprint.occurrencesOf(file).length }];
    });
    for (const one of holders)
      for (const other of holders) {
        const cell = one.at * count + other.at;
        covered[cell] = (covered[cell] ?? 0) + one.times;
      }
  }
  const similarities = new Float64Array((count * (count - 1)) / 2);
  const all: RankedPair[] = [];
  let at = 0;
  for (const [i, left] of compared.entries())
    for (const [offset, right] of compared.slice(i + 1).entries()) {
      const j = i + 1 + offset;
      const both = (covered[i * count + j] ?? 0) + (covered[j * count + i] ?? 0);
      const similarity = both / (left.own + right.own);
      similarities[at++] = similarity;
      if (similarity > 0) all.push({ left, right, similarity });
    }
  all.sort((a, b) => b.similarity - a.similarity || a.left.id - b.left.id || a.right.id - b.right.id);
  return { top: all.slice(0, PAIRS_MAX), similarities: similarities.sort() };
}

function pairOf(left: Compared, right: Compared, similarity: number): CodePair {
  const fragments = fragmentsOf(left.entry, right.entry);
  const rows = fragments.map((each) => Math.min(each.leftTo - each.leftFrom, each.rightTo - each.rightFrom));
  return { left: left.id, right: right.id, similarity, fragments, longestRows: Math.max(-1, ...rows) + 1 };
}

function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
