import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { isStaff } from '@/lib/identity/roles.core';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { onLive } from '@/lib/platform/queue/live';
import { ok, type Result } from '@/lib/platform/result';

export interface WatchEvent {
  readonly name: 'submission' | 'board' | 'competition';
  readonly data: { readonly submissionId?: number };
}

type Watch = (listener: (event: WatchEvent) => void) => () => void;

/** While scores rain in, a page is told of the board at most this often. */
const BOARD_INTERVAL_MS = 2_000;

/**
 * What happens in a competition, as far as the viewer may know: that the board changed, and their own submissions (staff:
 * everyone's). Events carry no scores; the page asks for what it shows, and is answered by what it may see then.
 */
export async function watchCompetition(viewer: Viewer, competitionId: string): Promise<Result<Watch>> {
  const entered = await enter(db(), viewer, byId(competitionId));
  if (!entered.ok) return entered;
  const seesAll = isStaff(entered.value.role);
  return ok((listener) => {
    let boardTimer: NodeJS.Timeout | null = null;
    const tellBoard = (): void => {
      boardTimer ??= setTimeout(() => {
        boardTimer = null;
        listener({ name: 'board', data: {} });
      }, BOARD_INTERVAL_MS);
    };
    const unsubscribe = onLive((event) => {
      if (event.kind === 'resync') return listener({ name: 'competition', data: {} });
      if (event.competitionId !== competitionId) return;
      if (event.kind === 'board') return tellBoard();
      if (event.kind === 'competition') return listener({ name: 'competition', data: {} });
      if (seesAll || event.userId === viewer.userId) {
        listener({ name: 'submission', data: { submissionId: event.submissionId } });
      }
    });
    return () => {
      unsubscribe();
      if (boardTimer) clearTimeout(boardTimer);
    };
  });
}
