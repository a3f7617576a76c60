import { boardsChanged } from '@/lib/competition/boards-changed';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { enterAsStaff } from '@/lib/staff/enter-as-staff';

/** Publishes the private board of a closed competition whose reveal is manual. */
export async function revealPrivateBoard(viewer: Viewer, competitionId: string): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM competition WHERE assignment_id = ${competitionId}::uuid FOR UPDATE`;
    const entered = await enterAsStaff(tx, viewer, competitionId);
    if (!entered.ok) return entered;
    const { competition, phase, now } = entered.value;
    if (phase === 'revealed') return ok(null);
    if (phase !== 'closed') {
      return refuse({
        code: 'still_open',
        message: 'The private results can be revealed once the competition has closed.',
      });
    }
    await tx.competition.update({ where: { assignmentId: competitionId }, data: { revealedAt: now } });
    await boardsChanged(tx, competitionId);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competitionId,
      action: 'board.revealed',
      subject: `competition ${competition.slug}`,
    });
    await announce(tx, { kind: 'competition', competitionId });
    return ok(null);
  });
}
