import { canSeeOwnGrade } from '@/lib/assignment/access.core';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { latestRelease } from '@/lib/gradebook/run';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { gradingSection } from '@/lib/gradebook/section';
import { db, type Tx } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

/** Fewer published grades than this, and a plot of the class would tell single people's. */
export const CLASS_MIN = 10;

export interface MyGrade {
  /** The publication; ISO 8601. */
  readonly number: number;
  readonly publishedAt: string;
  readonly grade: StudentGrade;
  /** By the item's id. */
  readonly titles: Readonly<Record<string, string>>;
  /** Everyone's totals in rising order, without names; null below ten students. */
  readonly classTotals: readonly string[] | null;
}

/** The viewer's own published grade; before a publication, for who has none, and while they may still submit, there is nothing. */
export async function myGrade(viewer: Viewer, assignmentId: string): Promise<Result<MyGrade>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId));
    if (!entered.ok) return entered;
    if (!canSeeOwnGrade(entered.value.phase)) return notFound('grade');
    const release = await latestRelease(tx, assignmentId);
    const own = release?.grades.find((each) => each.userId === viewer.userId);
    if (!release || !own) return notFound('grade');
    const totals = release.grades.map((each) => each.total).sort((a, b) => a.cmp(b));
    return ok({
      number: release.number,
      publishedAt: release.createdAt.toISOString(),
      grade: own.detail as unknown as StudentGrade,
      titles: await titlesOf(tx, assignmentId),
      classTotals: totals.length < CLASS_MIN ? null : totals.map((each) => each.toFixed(2)),
    });
  });
}

async function titlesOf(tx: Tx, assignmentId: string): Promise<Record<string, string>> {
  const settings = await gradingSection.present(tx, assignmentId);
  return Object.fromEntries((settings?.items ?? []).map((item) => [item.id, item.title]));
}

/** Whether the assignment is graded here; false for who may not see it. */
export async function hasGrading(viewer: Viewer, assignmentId: string): Promise<boolean> {
  const entered = await enter(db(), viewer, byId(assignmentId));
  return entered.ok && (await gradingSection.present(db(), assignmentId)) !== null;
}

export interface MyBreach {
  readonly id: string;
  readonly kind: string;
  readonly evidence: string;
  readonly factor: string;
  readonly reply: string | null;
  readonly withdrawn: boolean;
}

/** The breaches recorded against the viewer, oldest first; shown to them at once, before any publication. */
export async function myBreaches(viewer: Viewer, assignmentId: string): Promise<Result<MyBreach[]>> {
  const entered = await enter(db(), viewer, byId(assignmentId));
  if (!entered.ok) return entered;
  const rows = await db().ruleBreach.findMany({
    where: { assignmentId, userId: viewer.userId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return ok(
    rows.map(({ id, kind, evidence, factor, reply, withdrawnAt }) => ({
      id,
      kind,
      evidence,
      factor: factor.toString(),
      reply,
      withdrawn: withdrawnAt !== null,
    })),
  );
}
