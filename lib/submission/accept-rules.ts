import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { lockParticipant } from '@/lib/submission/participant';

/** Records that the viewer accepts the competition's rules. Again, it changes nothing. */
export async function acceptRules(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<{ acceptedAt: Date }>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(competitionId));
    if (!entered.ok) return entered;
    const { competition, now } = entered.value;
    const participant = await lockParticipant(tx, competition.id, viewer.userId);
    if (participant.rulesAcceptedAt) return ok({ acceptedAt: participant.rulesAcceptedAt });
    await tx.participant.update({ where: { id: participant.id }, data: { rulesAcceptedAt: now } });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competition.id,
      action: 'rules.accepted',
      subject: `competition ${competition.slug}`,
    });
    return ok({ acceptedAt: now });
  });
}
