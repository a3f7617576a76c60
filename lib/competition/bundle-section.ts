import type { ZodType } from 'zod';
import type { Db, Tx } from '@/lib/platform/database/client';
import type { Problem } from '@/lib/platform/result';

/**
 * A part of an assignment beside its competition (its quiz, its hand-in, its grading), as one key of `assignment.yaml`.
 * `T` is plain JSON: what `present` gives must equal what was applied, key for key, so that an import can tell what
 * changes and an export writes back what was read.
 */
export interface BundleSection<T> {
  /** The key in `assignment.yaml`. */
  readonly key: string;
  /** Strict: unknown keys are errors; defaults are filled in here. */
  readonly schema: ZodType<T>;
  /** Rules a schema can't say. `field` of a problem is relative to the section. */
  check(value: T): readonly Problem[];
  /** What is stored; null: the assignment has no such part. */
  present(tx: Db | Tx, assignmentId: string): Promise<T | null>;
  /** Why the change must not be made (work of students hangs on what is there), for people; null: it may. */
  blocked(tx: Db | Tx, assignmentId: string, wanted: T | null): Promise<string | null>;
  /** Brings what is stored to `wanted`; null removes the part. Runs within the import's transaction. */
  apply(tx: Tx, assignmentId: string, wanted: T | null): Promise<void>;
}
