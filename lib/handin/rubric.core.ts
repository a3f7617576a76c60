import { Decimal } from 'decimal.js';
import type { RubricItem, RubricPart } from '@/lib/handin/handin.types';

/** What points are given to, in the rubric's order: the parts of items that have some, else the items themselves. */
export function rubricParts(rubric: readonly RubricItem[]): readonly RubricPart[] {
  return rubric.flatMap((item) => item.items ?? [item]);
}

/** Points by the parts' keys, with those of items that have parts added: the sum of what is given to them so far. */
export function withSums(
  rubric: readonly RubricItem[],
  points: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const sums = rubric.flatMap((item) => {
    const given = (item.items ?? []).flatMap((part) => points[part.key] ?? []);
    if (given.length === 0) return [];
    return [[item.key, given.reduce((sum, each) => sum.plus(each), new Decimal(0)).toString()] as const];
  });
  return { ...points, ...Object.fromEntries(sums) };
}
