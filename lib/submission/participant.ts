import type { CompetitionAccess } from '@/lib/competition/competition';
import { deadlineFor } from '@/lib/competition/phases.core';
import { isRanked } from '@/lib/identity/access.core';
import type { Db, Tx } from '@/lib/platform/database/client';
import { quotaDay, quotaOf, type Quota } from '@/lib/submission/quota.core';

/** A participant with their row locked, so that their attempts are counted by one transaction at a time. */
export interface LockedParticipant {
  readonly id: string;
  readonly rulesAcceptedAt: Date | null;
}

/** Finds or makes the viewer's participant row and locks it until the end of the transaction. */
export async function lockParticipant(
  tx: Tx,
  competitionId: string,
  userId: string,
): Promise<LockedParticipant> {
  await tx.$executeRaw`
    INSERT INTO participant (competition_id, user_id) VALUES (${competitionId}::uuid, ${userId}::uuid)
    ON CONFLICT (competition_id, user_id) DO NOTHING`;
  const rows = await tx.$queryRaw<LockedParticipant[]>`
    SELECT id, rules_accepted_at AS "rulesAcceptedAt" FROM participant
    WHERE competition_id = ${competitionId}::uuid AND user_id = ${userId}::uuid FOR UPDATE`;
  const row = rows[0];
  if (!row) throw new Error('a participant row vanished');
  return row;
}

/** The id of no participant: who has not taken part has used nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface Allowance {
  readonly quota: Quota;
  /** Invalid files that may still be sent today. */
  readonly failedLeft: number;
  /** The deadline that holds for this participant. */
  readonly closesAt: Date;
}

/**
 * What a participant may still do at the instant `at`. Counts what is stored; exact when the caller holds the lock,
 * otherwise good for showing.
 */
export async function allowanceAt(
  tx: Db | Tx,
  { competition }: Pick<CompetitionAccess, 'competition'>,
  participantId: string | null,
  at: Date,
): Promise<Allowance> {
  const day = quotaDay(at, competition.limitTimezone);
  // One after the other: inside a transaction there is one connection.
  const own = { participantId: participantId ?? NOBODY, quotaDay: day };
  const counted = await tx.submission.count({ where: { ...own, countsForLimit: true } });
  const failed = await tx.submission.count({ where: { ...own, status: 'invalid' } });
  const exceptions = await tx.participantException.findMany({ where: { participantId: own.participantId } });
  const extra = exceptions.reduce((sum, each) => sum + (each.quotaDay === day ? (each.attempts ?? 0) : 0), 0);
  return {
    quota: quotaOf(counted, competition.dailyLimit, extra, at, competition.limitTimezone),
    failedLeft: Math.max(0, competition.failedPerDayMax - failed),
    closesAt: deadlineFor(
      competition.closesAt,
      exceptions.flatMap((each) => each.closesAt ?? []),
    ),
  };
}

/** Staff try a competition out; they need no rules and stand on no board. */
export function needsRules(
  access: CompetitionAccess,
  participant: { rulesAcceptedAt: Date | null } | null,
): boolean {
  return isRanked(access.role) && access.competition.rulesRequired && !participant?.rulesAcceptedAt;
}
