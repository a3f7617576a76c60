import type { Competition } from '@/lib/assignment/competition';
import { entryOf } from '@/lib/leaderboard/board-entry';
import { bestPrivate, finalSubmissions, type Candidate } from '@/lib/leaderboard/finals.core';
import { db } from '@/lib/platform/database/client';

interface Sides {
  readonly publicScore: number | null;
  readonly privateScore: number | null;
}

/** A participant's scores on both boards as they are, and as they would be after the act. */
export interface InvalidationEffect {
  readonly before: Sides;
  readonly after: Sides;
}

interface CandidateRow extends Candidate {
  readonly invalidated: boolean;
}

/**
 * What taking one submission back (or, where it is taken back, restoring it) would change on the boards for its participant.
 * The caller has checked that the reader is staff.
 */
export async function invalidationEffect(
  competition: Competition,
  participantId: string,
  submissionId: number,
): Promise<InvalidationEffect> {
  const rows = await db().$queryRaw<CandidateRow[]>`
    SELECT s.id AS "submissionId", s.accepted_at AS "acceptedAt", s.selected_at IS NOT NULL AS selected,
           s.invalidated_at IS NOT NULL AS invalidated,
           score.public_score AS "publicScore", score.private_score AS "privateScore"
    FROM submission s
    JOIN competition c ON c.assignment_id = s.competition_id
    JOIN score ON score.submission_id = s.id AND score.solution_id = c.active_solution_id AND score.metric = c.metric
    WHERE s.participant_id = ${participantId}::uuid AND s.status = 'scored' AND NOT s.late
    ORDER BY s.selected_at NULLS LAST, s.accepted_at, s.id`;
  const counting = rows.filter((row) => !row.invalidated);
  const changed = rows.filter((row) => row.invalidated === (row.submissionId === submissionId));
  return { before: sidesOf(counting, competition), after: sidesOf(changed, competition) };
}

function sidesOf(candidates: readonly CandidateRow[], competition: Competition): Sides {
  const entry = entryOf(
    candidates.map((each) => ({ ...each, score: each.publicScore })),
    competition.direction,
  );
  const finals = finalSubmissions(candidates, competition.finalSubmissions, competition.direction);
  return {
    publicScore: entry.bestScore,
    privateScore: bestPrivate(finals, competition.direction)?.privateScore ?? null,
  };
}
