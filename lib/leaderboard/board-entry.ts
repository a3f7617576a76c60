import { compareStandings } from '@/lib/leaderboard/rank.core';
import type { Direction } from '@/lib/metrics/metric.types';
import type { Tx } from '@/lib/platform/database/client';

interface ScoredSubmission {
  readonly participantId: string;
  readonly submissionId: number;
  readonly acceptedAt: Date;
  readonly score: number | null;
}

export interface Entry {
  readonly bestScore: number | null;
  readonly bestSubmissionId: number | null;
  readonly bestAt: Date | null;
  readonly entries: number;
  readonly lastEntryAt: Date | null;
  /** Running best, oldest first. */
  readonly progress: number[];
}

/** A participant's entry in the public board from their scored submissions in order of acceptance. */
export function entryOf(
  submissions: readonly Omit<ScoredSubmission, 'participantId'>[],
  direction: Direction,
): Entry {
  let best: { score: number; submissionId: number; acceptedAt: Date } | null = null;
  const progress: number[] = [];
  for (const each of submissions) {
    if (each.score === null || !Number.isFinite(each.score)) continue;
    const standing = { ...each, score: each.score };
    if (best === null || compareStandings(direction, standing, best) < 0) best = standing;
    progress.push(best.score);
  }
  return {
    bestScore: best?.score ?? null,
    bestSubmissionId: best?.submissionId ?? null,
    bestAt: best?.acceptedAt ?? null,
    entries: progress.length,
    lastEntryAt: submissions.at(-1)?.acceptedAt ?? null,
    progress,
  };
}

/**
 * Brings one participant's entry up to date from the stored scores. Always from all of them, so the order in which scores
 * arrive does not matter. The caller holds the assignment, shared (no regrade is committed meanwhile), and the participant.
 */
export async function refreshEntry(
  tx: Tx,
  competitionId: string,
  participantId: string,
  direction: Direction,
): Promise<void> {
  const submissions = await tx.$queryRaw<ScoredSubmission[]>`
    SELECT s.participant_id AS "participantId", s.id AS "submissionId", s.accepted_at AS "acceptedAt", score.public_score AS score
    FROM submission s
    JOIN competition c ON c.assignment_id = s.competition_id
    JOIN score ON score.submission_id = s.id AND score.solution_id = c.active_solution_id AND score.metric = c.metric
    WHERE s.participant_id = ${participantId}::uuid AND s.status = 'scored' AND s.invalidated_at IS NULL AND NOT s.late
    ORDER BY s.accepted_at, s.id`;
  await writeEntry(tx, competitionId, participantId, entryOf(submissions, direction));
}

/**
 * Rebuilds every entry of a competition. Gives the same entries as keeping them one score at a time. The caller holds the
 * assignment to change it: no score lands meanwhile.
 */
export async function rebuildEntries(tx: Tx, competitionId: string, direction: Direction): Promise<void> {
  const submissions = await tx.$queryRaw<ScoredSubmission[]>`
    SELECT s.participant_id AS "participantId", s.id AS "submissionId", s.accepted_at AS "acceptedAt", score.public_score AS score
    FROM submission s
    JOIN competition c ON c.assignment_id = s.competition_id
    JOIN score ON score.submission_id = s.id AND score.solution_id = c.active_solution_id AND score.metric = c.metric
    WHERE s.competition_id = ${competitionId}::uuid AND s.status = 'scored' AND s.invalidated_at IS NULL AND NOT s.late
    ORDER BY s.participant_id, s.accepted_at, s.id`;
  await tx.boardEntry.deleteMany({ where: { competitionId } });
  const groups = groupByParticipant(submissions);
  await tx.boardEntry.createMany({
    data: [...groups].map(([participantId, own]) => ({
      participantId,
      competitionId,
      ...entryOf(own, direction),
    })),
  });
}

function groupByParticipant(submissions: readonly ScoredSubmission[]): Map<string, ScoredSubmission[]> {
  const groups = new Map<string, ScoredSubmission[]>();
  for (const each of submissions) {
    const group = groups.get(each.participantId);
    if (group) group.push(each);
    else groups.set(each.participantId, [each]);
  }
  return groups;
}

async function writeEntry(tx: Tx, competitionId: string, participantId: string, entry: Entry): Promise<void> {
  if (entry.entries === 0) {
    await tx.boardEntry.deleteMany({ where: { participantId } });
    return;
  }
  await tx.boardEntry.upsert({
    where: { participantId },
    create: { participantId, competitionId, ...entry },
    update: entry,
  });
}
