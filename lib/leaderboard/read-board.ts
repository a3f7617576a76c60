import { canSeePrivateResults } from '@/lib/assignment/access.core';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { isStaff } from '@/lib/identity/roles.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { readSnapshot, type BoardKind, type Snapshot } from '@/lib/leaderboard/snapshot';
import type { Board } from '@/lib/leaderboard/board.types';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface ReadableBoard extends Snapshot {
  /** The viewer's own row, where they have one. */
  readonly ownRowId: string | null;
  /** The private board, seen by staff before everyone may. */
  readonly staffOnly: boolean;
}

/** A board, for who may see it. The private one does not exist for students before the reveal. */
export async function readBoard(
  viewer: Viewer,
  competitionId: string,
  which: BoardKind,
): Promise<Result<ReadableBoard>> {
  const entered = await enter(db(), viewer, byId(competitionId));
  if (!entered.ok) return entered;
  const { competition, role, phase } = entered.value;
  if (which === 'private' && !canSeePrivateResults(role, phase)) return notFound('board');
  const [snapshot, participant] = await Promise.all([
    readSnapshot(db(), competition, which),
    db().participant.findUnique({
      where: { competitionId_userId: { competitionId, userId: viewer.userId } },
      select: { id: true },
    }),
  ]);
  return ok({
    etag: snapshot.etag,
    body: snapshot.body,
    ownRowId: participant?.id ?? null,
    staffOnly: which === 'private' && isStaff(role) && phase !== 'revealed',
  });
}

export function parseBoard(snapshot: Snapshot): Board {
  return JSON.parse(snapshot.body) as Board;
}
