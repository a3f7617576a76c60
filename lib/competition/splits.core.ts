import { randomFrom, shuffle, type Random } from '@/lib/competition/random.core';

/** How rows are parted into public and private where the solution has no Usage column. */
export interface SplitRule {
  /** Share of the rows that is public, inside (0, 1). */
  readonly public: number;
  /** Any text; kept from students, since it gives the split away. */
  readonly seed: string;
  readonly by: 'random' | 'stratified' | 'grouped';
  /** Column of the solution: the classes of `stratified` (the first target by default), the groups of `grouped`. */
  readonly column?: string | undefined;
}

const PUBLIC = 1;
const PRIVATE = 2;

/**
 * Usage of every row: 1 public, 2 private. The same rule, rows and order of rows give the same split, anywhere.
 * - `random`: exactly round(public · rows) rows, each set of that size being equally likely.
 * - `stratified`: the same number of rows, and in every class the share of it, off by less than one row.
 * - `grouped`: groups stay whole; drawn in random order, each is public while that brings the number of public rows
 *   nearer to the share. With two groups or more neither side is empty.
 * `classes[row]` is the row's class or group as a code from 0; not looked at for `random`.
 */
export function randomSplit(rule: SplitRule, rows: number, classes: Int32Array | null): Uint8Array {
  const random = randomFrom(rule.seed);
  const usage = new Uint8Array(rows).fill(PRIVATE);
  const wanted = Math.round(rule.public * rows);
  if (rule.by === 'random' || classes === null) {
    makePublic(usage, rowNumbers(rows), wanted, random);
  } else if (rule.by === 'stratified') {
    splitStrata(usage, membersOf(classes), rule.public, wanted, random);
  } else {
    splitGroups(usage, membersOf(classes), wanted, random);
  }
  return usage;
}

function makePublic(usage: Uint8Array, members: Int32Array, count: number, random: Random): void {
  shuffle(members, random);
  for (const row of members.subarray(0, count)) usage[row] = PUBLIC;
}

/** Every class gets the whole part of its share; the rows still due go to the classes with the largest remainders. */
function splitStrata(
  usage: Uint8Array,
  strata: readonly Int32Array[],
  share: number,
  wanted: number,
  random: Random,
): void {
  const counts = strata.map((members) => Math.floor(members.length * share));
  const order = rowNumbers(strata.length);
  shuffle(order, random);
  const remainder = (index: number) => (strata[index]?.length ?? 0) * share - (counts[index] ?? 0);
  const neediest = [...order].sort((a, b) => remainder(b) - remainder(a));
  const due = wanted - counts.reduce((sum, count) => sum + count, 0);
  for (const index of neediest.slice(0, Math.max(0, due))) counts[index] = (counts[index] ?? 0) + 1;
  strata.forEach((members, index) => makePublic(usage, members, counts[index] ?? 0, random));
}

function splitGroups(usage: Uint8Array, groups: readonly Int32Array[], wanted: number, random: Random): void {
  const order = rowNumbers(groups.length);
  shuffle(order, random);
  let isPublic = 0;
  let groupsPublic = 0;
  order.forEach((group, drawn) => {
    const members = groups[group] ?? new Int32Array();
    const nearer = Math.abs(isPublic + members.length - wanted) < Math.abs(isPublic - wanted);
    const isLast = drawn === groups.length - 1;
    const otherwiseEmpty = isLast && groupsPublic === 0;
    const allPublic = isLast && groupsPublic === groups.length - 1 && groups.length > 1;
    if ((!nearer && !otherwiseEmpty) || allPublic) return;
    for (const row of members) usage[row] = PUBLIC;
    isPublic += members.length;
    groupsPublic++;
  });
}

function rowNumbers(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}

/** The rows of every class that has any, in the order of their codes. */
function membersOf(classes: Int32Array): Int32Array[] {
  const counts: number[] = [];
  for (const code of classes) counts[code] = (counts[code] ?? 0) + 1;
  const members = Array.from(counts, (count) => new Int32Array(count ?? 0));
  const filled = new Int32Array(members.length);
  classes.forEach((code, row) => {
    const place = filled[code] as number;
    (members[code] as Int32Array)[place] = row;
    filled[code] = place + 1;
  });
  return members.filter((rows) => rows.length > 0);
}
