import { bySubmission } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** The file of a submission as it was uploaded: for who sent it, and for staff. Another's is not found (A17). */
export async function submissionFile(
  viewer: Viewer,
  submissionId: number,
): Promise<Result<{ sha256: string; fileName: string; bytes: number }>> {
  const submission = await db().submission.findUnique({
    where: { id: submissionId },
    include: { participant: { select: { userId: true } } },
  });
  const entered = await enter(db(), viewer, bySubmission(submissionId));
  if (!entered.ok) return entered;
  const isOwn = submission?.participant.userId === viewer.userId;
  if (!submission || (!isOwn && !entered.value.isStaff)) return notFound('submission');
  if (submission.fileRemovedAt !== null)
    return refuse({
      code: 'file_not_kept',
      message: `The file had problems and was kept for ${env().SADDLEPOINT_REFUSED_DAYS} days; it is gone. What was wrong with it is still listed.`,
    });
  return ok({ sha256: submission.sha256, fileName: submission.fileName, bytes: submission.fileBytes });
}

/** Changes the line of text beside one's own submission. */
export async function describeSubmission(
  viewer: Viewer,
  submissionId: number,
  description: string,
): Promise<Result<null>> {
  const entered = await enter(db(), viewer, bySubmission(submissionId));
  if (!entered.ok) return entered;
  const { count } = await db().submission.updateMany({
    where: { id: submissionId, participant: { userId: viewer.userId } },
    data: { description: description.slice(0, 500) },
  });
  return count === 1 ? ok(null) : notFound('submission');
}
