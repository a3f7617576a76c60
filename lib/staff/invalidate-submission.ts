import { bySubmission } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { boardsChanged } from '@/lib/competition/boards-changed';
import type { Viewer } from '@/lib/identity/viewer';
import { refreshEntry } from '@/lib/leaderboard/board-entry';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { lockAssignment, lockParticipantRow } from '@/lib/platform/database/locks';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** Takes a submission off every board, with a reason its sender sees; `reason: null` restores it. */
export async function setInvalidated(
  viewer: Viewer,
  submissionId: number,
  reason: string | null,
): Promise<Result<null>> {
  if (reason !== null && reason.trim() === '') {
    return refuse({
      code: 'reason_missing',
      field: 'reason',
      message: 'Say why; the student and the audit log will show it.',
    });
  }
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, bySubmission(submissionId), 'staff');
    if (!entered.ok) return entered;
    const { competition } = entered.value;
    await lockAssignment(tx, competition.id, 'share');
    const { participantId } = await tx.submission.findUniqueOrThrow({ where: { id: submissionId } });
    await lockParticipantRow(tx, { id: participantId });
    const now = await databaseNow(tx);
    const submission = await tx.submission.update({
      where: { id: submissionId },
      data: { invalidatedAt: reason === null ? null : now, invalidatedReason: reason },
      include: { participant: { select: { userId: true } } },
    });
    await refreshEntry(tx, competition.id, participantId, competition.direction);
    await boardsChanged(tx, competition.id);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competition.id,
      action: reason === null ? 'submission.restored' : 'submission.invalidated',
      subject: `submission ${submissionId}`,
      detail: { reason },
    });
    const userId = submission.participant.userId;
    await announce(tx, { kind: 'submission', submissionId, userId, competitionId: competition.id });
    return ok(null);
  });
}
