import type { StudentGrade } from '@/lib/gradebook/grade.types';

/** A figure of a grade before and after; null: it was not there. */
export interface FigureChange {
  readonly before: string | null;
  readonly after: string | null;
}

/** What a publication would change for one student. */
export interface GradeChange {
  readonly userId: string;
  /** The totals, also where they are equal; `before` null: new; `after` null: no longer in the course. */
  readonly before: string | null;
  readonly after: string | null;
  /** The items whose points differ. */
  readonly items: readonly (FigureChange & { readonly id: string })[];
  /** null: the same. */
  readonly multiplier: FigureChange | null;
}

/**
 * Compares what is published with what would be. A student is in it when the total, an item's points or the multiplier
 * differs: two items can change and the total stay.
 */
export function gradeChanges(before: readonly StudentGrade[], after: readonly StudentGrade[]): GradeChange[] {
  const old = new Map(before.map((grade) => [grade.userId, grade]));
  const now = new Map(after.map((grade) => [grade.userId, grade]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((userId) => {
    const change = changeOf(userId, old.get(userId) ?? null, now.get(userId) ?? null);
    const isSame = change.before === change.after && change.items.length === 0 && change.multiplier === null;
    return isSame ? [] : [change];
  });
}

/** How many students' points of an item would rise and fall; students who are new or gone are not counted. */
export function countByItem(
  changes: readonly GradeChange[],
): ReadonlyMap<string, { readonly up: number; readonly down: number }> {
  const counts = new Map<string, { up: number; down: number }>();
  for (const change of changes.filter((each) => each.before !== null && each.after !== null))
    for (const { id, before, after } of change.items) {
      const count = counts.get(id) ?? { up: 0, down: 0 };
      if (Number(after ?? 0) > Number(before ?? 0)) count.up += 1;
      else count.down += 1;
      counts.set(id, count);
    }
  return counts;
}

function changeOf(userId: string, old: StudentGrade | null, now: StudentGrade | null): GradeChange {
  const points = (grade: StudentGrade | null, id: string): string | null =>
    grade?.items.find((item) => item.id === id)?.points ?? null;
  const ids = new Set([...(old?.items ?? []), ...(now?.items ?? [])].map((item) => item.id));
  const multiplier = { before: old?.multiplier ?? null, after: now?.multiplier ?? null };
  return {
    userId,
    before: old?.total ?? null,
    after: now?.total ?? null,
    items: [...ids]
      .map((id) => ({ id, before: points(old, id), after: points(now, id) }))
      .filter((each) => each.before !== each.after),
    multiplier: multiplier.before === multiplier.after ? null : multiplier,
  };
}
