import { db, type Tx } from '@/lib/platform/database/client';
import { lockQuiz } from '@/lib/platform/database/locks';
import { checkpointKey } from '@/lib/quiz/checkpoint-secret';
import type { HessianClass } from '@/lib/quiz/hessian/network.types';
import { HESSIAN_CLASSES, spreadClasses } from '@/lib/quiz/spread.core';

/** Whom a checkpoint hangs on: the student ID, or the account where there is none. */
export function studentIdentity(user: { readonly id: string; readonly studentId: string | null }): string {
  return user.studentId ?? user.id;
}

/**
 * Decides, for every student of the course who has none, which class their checkpoint will be of; the numbers come later. In
 * one transaction under the quiz's lock, so that a kill leaves all or nothing and two seedings agree. Returns how many were
 * planned. `userIds`: these people only, whatever their role.
 */
export async function planCheckpoints(
  assignmentId: string,
  userIds: readonly string[] | null = null,
  secret?: string,
): Promise<number> {
  return db().$transaction(async (tx) => {
    await lockQuiz(tx, assignmentId, 'change');
    const missing = await withoutCheckpoint(tx, assignmentId, userIds);
    if (missing.length === 0) return 0;
    const students = missing.map((user) => ({
      userId: user.id,
      key: checkpointKey('class', assignmentId, studentIdentity(user), secret),
    }));
    const classes = spreadClasses(students, await plannedCounts(tx, assignmentId));
    const made = await tx.quizCheckpoint.createMany({
      data: [...classes].map(([userId, wantedClass]) => ({ assignmentId, userId, wantedClass })),
      skipDuplicates: true,
    });
    return made.count;
  });
}

async function withoutCheckpoint(
  tx: Tx,
  assignmentId: string,
  userIds: readonly string[] | null,
): Promise<{ id: string; studentId: string | null }[]> {
  const { courseId } = await tx.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    select: { courseId: true },
  });
  return tx.user.findMany({
    where: {
      enrolments: { some: { courseId, removedAt: null, ...(userIds ? {} : { role: 'student' }) } },
      quizCheckpoints: { none: { assignmentId } },
      ...(userIds ? { id: { in: [...userIds] } } : {}),
    },
    select: { id: true, studentId: true },
  });
}

async function plannedCounts(tx: Tx, assignmentId: string): Promise<Record<HessianClass, number>> {
  const rows = await tx.quizCheckpoint.groupBy({
    by: ['wantedClass'],
    where: { assignmentId, wantedClass: { not: null } },
    _count: true,
  });
  const count = (of: HessianClass): number => rows.find((row) => row.wantedClass === of)?._count ?? 0;
  return Object.fromEntries(HESSIAN_CLASSES.map((each) => [each, count(each)])) as Record<
    HessianClass,
    number
  >;
}
