import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { stillSubmitting, type StillSubmitting } from '@/lib/assignment/still-submitting';
import { boardsChanged } from '@/lib/competition/boards-changed';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

/** What a reveal now would mean. */
export interface RevealPreview {
  /** They see nothing of it before their own deadline; the others do, and may tell them. */
  readonly stillSubmitting: readonly StillSubmitting[];
}

export async function previewReveal(viewer: Viewer, competitionId: string): Promise<Result<RevealPreview>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  return ok({ stillSubmitting: await stillSubmitting(db(), competitionId) });
}

/**
 * Publishes the private results of a closed competition to everybody who can submit nothing more. `named`: the user ids of all
 * who still can; refused when others can than staff were shown.
 */
export async function revealPrivateBoard(
  viewer: Viewer,
  competitionId: string,
  named: readonly string[],
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const entered = await enter(tx, viewer, byId(competitionId), 'staff');
    if (!entered.ok) return entered;
    const { competition, phase, now } = entered.value;
    if (phase === 'revealed') return ok(null);
    if (phase !== 'closed') {
      return refuse({
        code: 'still_open',
        message: 'The private results can be revealed once the competition has closed.',
      });
    }
    const still = await stillSubmitting(tx, competitionId);
    if (!areNamed(still, named)) return unnamed(still);
    await tx.competition.update({ where: { assignmentId: competitionId }, data: { revealedAt: now } });
    await boardsChanged(tx, competitionId);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competitionId,
      action: 'board.revealed',
      subject: `competition ${competition.slug}`,
      detail: {
        stillSubmitting: still.map(({ userId, name, closesAt }) => ({
          userId,
          name,
          closesAt: closesAt.toISOString(),
        })),
      },
    });
    await announce(tx, { kind: 'competition', competitionId });
    return ok(null);
  });
}

function areNamed(still: readonly StillSubmitting[], named: readonly string[]): boolean {
  const given = new Set(named);
  return given.size === still.length && still.every((each) => given.has(each.userId));
}

function unnamed(still: readonly StillSubmitting[]): Refused {
  const people = still.map((each) => `${each.name} (until ${each.closesAt.toISOString()})`).join(', ');
  const who =
    still.length === 0 ? 'Nobody can submit any more.' : `These people can still submit: ${people}.`;
  return refuse({
    code: 'still_submitting',
    field: 'stillSubmitting',
    message: `${who} Look at the list again, and confirm the reveal with exactly these people named.`,
  });
}
