import { byParticipant } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { boardsChanged } from '@/lib/competition/boards-changed';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

/**
 * Takes a participant off the boards, counts and plots (A10), or puts them back, with a reason for the audit log. Their
 * submissions go on being scored.
 */
export async function setHidden(
  viewer: Viewer,
  participantId: string,
  hidden: boolean,
  reason: string,
): Promise<Result<null>> {
  if (reason.trim() === '')
    return refuse({ code: 'reason_missing', field: 'reason', message: 'Say why; the audit log keeps it.' });
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byParticipant(participantId), 'staff');
    if (!entered.ok) return entered;
    const { competition, now } = entered.value;
    await tx.participant.update({ where: { id: participantId }, data: { hiddenAt: hidden ? now : null } });
    await boardsChanged(tx, competition.id);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competition.id,
      action: hidden ? 'participant.hidden' : 'participant.shown',
      subject: `participant ${participantId}`,
      detail: { reason },
    });
    return ok(null);
  });
}
