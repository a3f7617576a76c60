import { viewerOfSession } from '@/lib/identity/session';
import { viewerOfTokenId } from '@/lib/identity/tokens';
import type { Viewer } from '@/lib/identity/viewer';

/** The same viewer as what they came with says now; null when that has ended. For what outlives the request it began with. */
export async function viewerNow(viewer: Viewer): Promise<Viewer | null> {
  if (viewer.by === undefined) return viewer;
  const { kind, id } = viewer.by;
  return kind === 'session' ? viewerOfSession({ sessionId: id, userId: viewer.userId }) : viewerOfTokenId(id);
}
