import type { Tx } from '@/lib/platform/database/client';
import { announce } from '@/lib/platform/queue/live';

/** Makes every board of a course be rebuilt: names on it, or who stands on it, have changed. */
export async function boardsFollow(tx: Tx, courseId: string): Promise<void> {
  const raised = await tx.$queryRaw<{ competition_id: string }[]>`
    INSERT INTO board_state (competition_id, version)
    SELECT competition.assignment_id, 1 FROM competition
    JOIN assignment ON assignment.id = competition.assignment_id
    WHERE assignment.course_id = ${courseId}::uuid ORDER BY competition.assignment_id
    ON CONFLICT (competition_id) DO UPDATE SET version = board_state.version + 1
    RETURNING competition_id`;
  for (const { competition_id: competitionId } of raised)
    await announce(tx, { kind: 'board', competitionId });
}
