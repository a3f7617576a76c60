import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { allowanceAt, lockParticipant } from '@/lib/submission/participant';

/**
 * Marks one of the viewer's submissions for the private board, or takes the mark away. Refused after the deadline, for
 * what has no score, and when all places are taken.
 */
export async function selectFinal(
  viewer: Viewer,
  submissionId: number,
  selected: boolean,
): Promise<Result<{ selected: number }>> {
  return db().$transaction(async (tx) => {
    const own = { id: submissionId, participant: { userId: viewer.userId } };
    const found = await tx.submission.findFirst({ where: own, select: { competitionId: true } });
    if (!found) return notFound('submission');
    await lockAssignment(tx, found.competitionId, 'share');
    const participant = await lockParticipant(tx, found.competitionId, viewer.userId);
    const entered = await enter(tx, viewer, byId(found.competitionId));
    if (!entered.ok) return entered;
    const { competition, now } = entered.value;
    const submission = await tx.submission.findFirstOrThrow({ where: own });
    const { closesAt } = await allowanceAt(tx, entered.value, participant.id, now);
    if (now >= closesAt) {
      return refuse({
        code: 'deadline_over',
        message: 'The deadline is over; the selection stands as it is.',
      });
    }
    if (submission.status !== 'scored' || submission.invalidatedAt || submission.late) {
      return refuse({
        code: 'not_selectable',
        message: 'Only a scored submission that counts can be selected.',
      });
    }
    const marked = await tx.submission.count({
      where: { participantId: participant.id, selectedAt: { not: null }, id: { not: submission.id } },
    });
    if (selected && marked >= competition.finalSubmissions) {
      const message = `All ${competition.finalSubmissions} places are taken; take the mark off another submission first.`;
      return refuse({ code: 'no_places_left', message });
    }
    await tx.submission.update({ where: { id: submission.id }, data: { selectedAt: selected ? now : null } });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competition.id,
      action: selected ? 'submission.selected' : 'submission.deselected',
      subject: `submission ${submission.id}`,
    });
    await boardsChanged(tx, competition.id);
    await announce(tx, {
      kind: 'submission',
      submissionId,
      userId: viewer.userId,
      competitionId: competition.id,
    });
    return ok({ selected: marked + (selected ? 1 : 0) });
  });
}
