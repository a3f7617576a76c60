import type { HessianClass } from '@/lib/quiz/hessian/network.types';
import { HESSIAN_CLASSES } from '@/lib/quiz/spread.core';

/** A checkpoint to make: for whom, of which class, from which seed (hex). */
export interface Wish {
  readonly userId: string;
  readonly wantedClass: HessianClass;
  readonly seed: string;
}

/** The wish of a planned row. Throws for a row that was not planned by the generator. */
export function wishOf(
  row: { readonly userId: string; readonly wantedClass: string | null },
  seed: string,
): Wish {
  const wantedClass = HESSIAN_CLASSES.find((each) => each === row.wantedClass);
  if (!wantedClass) throw new Error(`the checkpoint of ${row.userId} has no class planned`);
  return { userId: row.userId, wantedClass, seed };
}
