import type { Tx } from '@/lib/platform/database/client';
import { announce } from '@/lib/platform/queue/live';

/** Says that a competition's boards have changed; snapshots older than the new version are rebuilt when next read. */
export async function boardsChanged(tx: Tx, competitionId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO board_state (competition_id, version) VALUES (${competitionId}::uuid, 1)
    ON CONFLICT (competition_id) DO UPDATE SET version = board_state.version + 1`;
  await announce(tx, { kind: 'board', competitionId });
}
