import { byHandin } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { isMasked } from '@/lib/handin/handin-part';
import { forbidden, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { auditReview, reviewPart } from '@/lib/review/review-part';

const REASON_MAX = 1_000;

/** Tells an instructor whose hand-in it is where reviewers are not to know; with a reason, into the audit log. */
export async function unmask(
  viewer: Viewer,
  handinId: number,
  reason: string,
): Promise<Result<{ readonly name: string; readonly studentId: string | null }>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byHandin(handinId), 'staff', reviewPart(handinId));
    if (!entered.ok) return entered;
    if (entered.value.access.entered.role !== 'instructor')
      return forbidden('Only an instructor of the course may look whose hand-in this is.');
    if (reason.trim() === '' || reason.length > REASON_MAX)
      return refuse({ code: 'reason', message: 'Give a reason.', field: 'reason' });
    const { name, studentId } = await tx.user.findUniqueOrThrow({ where: { id: entered.value.row.userId } });
    if (isMasked(entered.value.access))
      await auditReview(tx, viewer, entered.value, 'review.unmasked', { reason: reason.trim() });
    return ok({ name, studentId });
  });
}

/** Whose hand-in it is, for acts on the person (a breach) that need no name on the page. Staff alone. */
export async function handinOwner(
  viewer: Viewer,
  handinId: number,
): Promise<Result<{ readonly assignmentId: string; readonly userId: string }>> {
  const entered = await enter(db(), viewer, byHandin(handinId), 'staff', reviewPart(handinId));
  if (!entered.ok) return entered;
  const { assignmentId, userId } = entered.value.row;
  return ok({ assignmentId, userId });
}
