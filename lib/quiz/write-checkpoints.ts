import { db } from '@/lib/platform/database/client';
import type { MadeFor } from '@/lib/quiz/seed.thread';

/** Stores made checkpoints in one statement; a row that has its numbers already keeps them. */
export async function writeCheckpoints(assignmentId: string, made: readonly MadeFor[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ userId, checkpoint }) => ({ user_id: userId, ...checkpoint }));
  await db().$executeRaw`
    UPDATE quiz_checkpoint AS c
    SET network = m.network, loss = m.loss, gradient_norm = m."gradientNorm", minimum_ratio = m."minimumRatio",
        eigen_margin = m."eigenMargin", class = m.class, ambiguous = m.ambiguous, filled_at = app_now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m(
      user_id uuid, network jsonb, loss float8, "gradientNorm" float8, "minimumRatio" float8, "eigenMargin" float8,
      class text, ambiguous text)
    WHERE c.assignment_id = ${assignmentId}::uuid AND c.user_id = m.user_id AND c.filled_at IS NULL`;
}
