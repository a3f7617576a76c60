import { deadlineFor } from '@/lib/assignment/deadline.core';
import type { Entered } from '@/lib/assignment/gate';
import { isRanked } from '@/lib/identity/roles.core';
import type { Db, Tx } from '@/lib/platform/database/client';
import { lockParticipantRow } from '@/lib/platform/database/locks';
import { quotaDay, quotaOf, type Quota } from '@/lib/submission/quota.core';

export interface ParticipantState {
  readonly id: string;
  readonly rulesAcceptedAt: Date | null;
}

/** The participant as they are; null for who never took part. */
export async function findParticipant(
  tx: Db | Tx,
  competitionId: string,
  userId: string,
): Promise<ParticipantState | null> {
  const rows = await tx.$queryRaw<ParticipantState[]>`
    SELECT id, rules_accepted_at AS "rulesAcceptedAt" FROM participant
    WHERE competition_id = ${competitionId}::uuid AND user_id = ${userId}::uuid`;
  return rows[0] ?? null;
}

/** Finds or makes the viewer's participant row and locks it until the end of the transaction. */
export async function lockParticipant(
  tx: Tx,
  competitionId: string,
  userId: string,
): Promise<ParticipantState> {
  await tx.$executeRaw`
    INSERT INTO participant (competition_id, user_id) VALUES (${competitionId}::uuid, ${userId}::uuid)
    ON CONFLICT (competition_id, user_id) DO NOTHING`;
  const row = await lockParticipantRow(tx, { competitionId, userId });
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

interface Counted {
  readonly counted: number;
  readonly failed: number;
  readonly extra: number;
  readonly extension: Date | null;
}

/**
 * What a participant may still do at the instant `at`. Counts what is stored; exact when the caller holds the lock,
 * otherwise good for showing.
 */
export async function allowanceAt(
  tx: Db | Tx,
  { competition }: Pick<Entered, 'competition'>,
  participantId: string | null,
  at: Date,
): Promise<Allowance> {
  const day = quotaDay(at, competition.limitTimezone);
  const id = participantId ?? NOBODY;
  const rows = await tx.$queryRaw<Counted[]>`
    SELECT (SELECT count(*)::int FROM submission
            WHERE participant_id = ${id}::uuid AND quota_day = ${day} AND counts_for_limit) AS counted,
           (SELECT count(*)::int FROM submission
            WHERE participant_id = ${id}::uuid AND quota_day = ${day} AND status = 'invalid') AS failed,
           coalesce((SELECT sum(attempts)::int FROM participant_exception
            WHERE participant_id = ${id}::uuid AND quota_day = ${day}), 0) AS extra,
           (SELECT max(closes_at) FROM participant_exception
            WHERE participant_id = ${id}::uuid) AS extension`;
  const nothing: Counted = { counted: 0, failed: 0, extra: 0, extension: null };
  const { counted, failed, extra, extension } = rows[0] ?? nothing;
  return {
    quota: quotaOf(counted, competition.dailyLimit, extra, at, competition.limitTimezone),
    failedLeft: Math.max(0, competition.failedPerDayMax - failed),
    closesAt: deadlineFor(competition.closesAt, extension),
  };
}

/** Staff try a competition out; they need no rules and stand on no board. */
export function needsRules(access: Entered, participant: { rulesAcceptedAt: Date | null } | null): boolean {
  return isRanked(access.role) && access.competition.rulesRequired && !participant?.rulesAcceptedAt;
}
