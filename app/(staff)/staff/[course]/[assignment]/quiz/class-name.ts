import type { HessianClass } from '@/lib/quiz/hessian/network.types';
import { HESSIAN_CLASSES } from '@/lib/quiz/spread.core';

/** Message keys of the classes. Message files reach every browser, so the server's own names are not in them. */
const KEYS = {
  local_minima_like: 'classes.minimum',
  saddle_point: 'classes.saddle',
  none_of_the_above: 'classes.none',
} as const satisfies Readonly<Record<HessianClass, string>>;

/** The message key of a class by its name; null for what is none. */
export function classKey(name: HessianClass): (typeof KEYS)[HessianClass];
export function classKey(name: string | null): (typeof KEYS)[HessianClass] | null;
export function classKey(name: string | null): (typeof KEYS)[HessianClass] | null {
  const known = HESSIAN_CLASSES.find((each) => each === name);
  return known ? KEYS[known] : null;
}
