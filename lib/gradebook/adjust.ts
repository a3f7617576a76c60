import Decimal from 'decimal.js';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { type GradingAccess, gradingPart } from '@/lib/gradebook/grading-part';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockGrading } from '@/lib/platform/database/locks';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

const TEXT_MAX = 4_000;

/** Sets the points of one item by hand, with a reason; `points` null takes the override back. Counts at the next run. */
export function overrideItem(
  viewer: Viewer,
  assignmentId: string,
  wanted: { userId: string; item: string; points: string | null; reason: string },
): Promise<Result<null>> {
  return asStaff(viewer, assignmentId, async (tx, access, now) => {
    const item = access.settings.items.find((each) => each.id === wanted.item);
    if (!item) return notFound('item');
    if (!(await isStudent(tx, access, wanted.userId))) return notFound('student');
    if (!isText(wanted.reason)) return refuse({ code: 'reason', message: 'Give a reason.', field: 'reason' });
    const { points } = wanted;
    if (points !== null && (!/^\d{1,6}(\.\d{1,2})?$/.test(points) || new Decimal(points).gt(item.points))) {
      const message = `Give points from 0 to ${item.points}, with at most two decimals.`;
      return refuse({ code: 'points', message, field: 'points' });
    }
    const where = { assignmentId, userId: wanted.userId, item: wanted.item };
    await tx.gradeOverride.updateMany({ where: { ...where, removedAt: null }, data: { removedAt: now } });
    if (points !== null)
      await tx.gradeOverride.create({
        data: { ...where, points, reason: wanted.reason.trim(), createdById: viewer.userId },
      });
    await note(tx, viewer, access, points === null ? 'grade.override_removed' : 'grade.overridden', wanted);
    return ok(null);
  });
}

/** Records a breach of the rules against a student; `factor` null: the assignment's own. Returns its id. */
export function recordBreach(
  viewer: Viewer,
  assignmentId: string,
  wanted: { userId: string; kind: string; evidence: string; factor: string | null },
): Promise<Result<string>> {
  return asStaff(viewer, assignmentId, async (tx, access) => {
    if (!(await isStudent(tx, access, wanted.userId))) return notFound('student');
    if (!isText(wanted.kind) || !isText(wanted.evidence))
      return refuse({ code: 'evidence', message: 'Say which rule was broken, and how you know.' });
    const factor = wanted.factor ?? String(access.settings.breach_factor);
    if (!/^[01](\.\d{1,4})?$/.test(factor) || new Decimal(factor).gt(1))
      return refuse({ code: 'factor', message: 'Give a factor from 0 to 1.', field: 'factor' });
    const { userId, kind, evidence } = wanted;
    const breach = await tx.ruleBreach.create({
      data: { assignmentId, userId, kind, evidence, factor, createdById: viewer.userId },
    });
    await note(tx, viewer, access, 'breach.recorded', { userId, kind, evidence, factor, id: breach.id });
    return ok(breach.id);
  });
}

/** Takes a breach back; it stays on record. */
export function withdrawBreach(viewer: Viewer, assignmentId: string, id: string): Promise<Result<null>> {
  return asStaff(viewer, assignmentId, async (tx, access, now) => {
    const breach = await tx.ruleBreach.findFirst({ where: { id, assignmentId } });
    if (!breach) return notFound('breach');
    if (breach.withdrawnAt) return ok(null);
    await tx.ruleBreach.update({ where: { id }, data: { withdrawnAt: now } });
    await note(tx, viewer, access, 'breach.withdrawn', { userId: breach.userId, id });
    return ok(null);
  });
}

/** The student's reply to a breach recorded against them; a later one takes its place. */
export async function replyToBreach(viewer: Viewer, id: string, reply: string): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const breach = await tx.ruleBreach.findFirst({
      where: { id, userId: viewer.userId },
      include: { assignment: { select: { courseId: true } } },
    });
    if (!breach || !(await courseAccess(tx, viewer, breach.assignment.courseId))) return notFound('breach');
    if (!isText(reply)) return refuse({ code: 'reply', message: 'Write a reply.', field: 'reply' });
    await tx.ruleBreach.update({
      where: { id },
      data: { reply: reply.trim(), repliedAt: await databaseNow(tx) },
    });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: breach.assignment.courseId,
      assignmentId: breach.assignmentId,
      action: 'breach.replied',
      subject: `breach ${id}`,
      detail: { reply: reply.trim() },
    });
    return ok(null);
  });
}

function asStaff<T>(
  viewer: Viewer,
  assignmentId: string,
  act: (tx: Tx, access: GradingAccess, now: Date) => Promise<Result<T>>,
): Promise<Result<T>> {
  return db().$transaction(async (tx): Promise<Result<T> | Refused> => {
    await lockGrading(tx, assignmentId);
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff', gradingPart);
    if (!entered.ok) return entered;
    return act(tx, entered.value, await databaseNow(tx));
  });
}

async function isStudent(tx: Tx, { competition }: GradingAccess, userId: string): Promise<boolean> {
  const where = { courseId: competition.courseId, userId, role: 'student' as const, removedAt: null };
  return (await tx.enrolment.count({ where })) === 1;
}

function isText(text: string): boolean {
  return text.trim() !== '' && text.length <= TEXT_MAX;
}

async function note(
  tx: Tx,
  viewer: Viewer,
  { competition }: GradingAccess,
  action: string,
  detail: Record<string, string | null> & { userId: string },
): Promise<void> {
  await audit(tx, {
    actorId: viewer.userId,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action,
    subject: `student ${detail.userId}`,
    detail,
  });
}
