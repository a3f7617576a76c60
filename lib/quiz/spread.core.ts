import type { HessianClass } from '@/lib/quiz/hessian/network.types';

export const HESSIAN_CLASSES: readonly HessianClass[] = [
  'local_minima_like',
  'saddle_point',
  'none_of_the_above',
];

export interface KeyedStudent {
  readonly userId: string;
  /** Hex of an HMAC under the server's secret; 16 digits or more. */
  readonly key: string;
}

/**
 * Gives each student a class so that the counts, with those already given, stay as even as they can: each in the order of
 * the keys gets one of the classes given least so far, which one the key decides. Without the secret neither order nor
 * choice can be told, and the last student of three is no more predictable than the first.
 */
export function spreadClasses(
  students: readonly KeyedStudent[],
  given: Readonly<Record<HessianClass, number>>,
): ReadonlyMap<string, HessianClass> {
  const counts = { ...given };
  const spread = new Map<string, HessianClass>();
  for (const { userId, key } of [...students].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const least = Math.min(...Object.values(counts));
    const open = HESSIAN_CLASSES.filter((each) => counts[each] === least);
    const chosen = open[parseInt(key.slice(-8), 16) % open.length] ?? 'saddle_point';
    counts[chosen] += 1;
    spread.set(userId, chosen);
  }
  return spread;
}
