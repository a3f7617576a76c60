import type { Competition } from '@/lib/assignment/competition';
import type { BoardStanding, BaselineStanding } from '@/lib/leaderboard/compose-board.core';
import { bestPrivate, finalSubmissions, type Candidate } from '@/lib/leaderboard/finals.core';
import type { Db, Tx } from '@/lib/platform/database/client';

/** Who stands on boards: enrolled students and auditors who are not hidden (A10). */
const RANKED = {
  hiddenAt: null,
  user: { disabledAt: null },
} as const;

interface Person {
  readonly participantId: string;
  readonly name: string;
}

/** The ranked participants of a competition with their display names in its course. */
export async function rankedParticipants(
  tx: Db | Tx,
  competition: Competition,
): Promise<Map<string, Person>> {
  const rows = await tx.participant.findMany({
    where: {
      competitionId: competition.id,
      ...RANKED,
      user: {
        disabledAt: null,
        enrolments: {
          some: { courseId: competition.courseId, removedAt: null, role: { in: ['student', 'auditor'] } },
        },
      },
    },
    select: {
      id: true,
      user: {
        select: { enrolments: { where: { courseId: competition.courseId }, select: { displayName: true } } },
      },
    },
  });
  return new Map(
    rows.map((row) => [row.id, { participantId: row.id, name: row.user.enrolments[0]?.displayName ?? '' }]),
  );
}

/** Standings of the public board, from the entries kept as scores arrive. */
export async function publicStandings(tx: Db | Tx, competition: Competition): Promise<BoardStanding[]> {
  const people = await rankedParticipants(tx, competition);
  const entries = await tx.boardEntry.findMany({ where: { competitionId: competition.id } });
  return entries.flatMap((entry) => {
    const person = people.get(entry.participantId);
    if (!person || entry.bestSubmissionId === null || entry.bestAt === null) return [];
    return [
      {
        participantId: entry.participantId,
        name: person.name,
        score: entry.bestScore,
        submissionId: entry.bestSubmissionId,
        acceptedAt: entry.bestAt,
        entries: entry.entries,
        lastEntryAt: entry.lastEntryAt,
        progress: entry.progress,
      },
    ];
  });
}

interface CandidateRow extends Candidate {
  readonly participantId: string;
}

/** Standings of the private board: each participant's best private score among their final submissions. */
export async function privateStandings(tx: Db | Tx, competition: Competition): Promise<BoardStanding[]> {
  const shown = new Map((await publicStandings(tx, competition)).map((each) => [each.participantId, each]));
  const candidates = await candidateRows(tx, competition.id);
  const byParticipant = new Map<string, CandidateRow[]>();
  for (const each of candidates)
    byParticipant.set(each.participantId, [...(byParticipant.get(each.participantId) ?? []), each]);
  return [...shown.values()].flatMap((standing) => {
    const own = byParticipant.get(standing.participantId) ?? [];
    const finals = finalSubmissions(own, competition.finalSubmissions, competition.direction);
    const best = bestPrivate(finals, competition.direction);
    if (!best) return [];
    return [
      { ...standing, score: best.privateScore, submissionId: best.submissionId, acceptedAt: best.acceptedAt },
    ];
  });
}

/** Every scored submission that may count for the private board, oldest first. */
export async function candidateRows(tx: Db | Tx, competitionId: string): Promise<CandidateRow[]> {
  return tx.$queryRaw<CandidateRow[]>`
    SELECT s.participant_id AS "participantId", s.id AS "submissionId", s.accepted_at AS "acceptedAt",
           s.selected_at IS NOT NULL AS selected, score.public_score AS "publicScore", score.private_score AS "privateScore"
    FROM submission s
    JOIN competition c ON c.assignment_id = s.competition_id
    JOIN score ON score.submission_id = s.id AND score.solution_id = c.active_solution_id AND score.metric = c.metric
    WHERE s.competition_id = ${competitionId}::uuid AND s.status = 'scored' AND s.invalidated_at IS NULL AND NOT s.late
    ORDER BY s.selected_at NULLS LAST, s.accepted_at, s.id`;
}

export async function baselineStandings(
  tx: Db | Tx,
  competitionId: string,
  which: 'public' | 'private',
): Promise<BaselineStanding[]> {
  const rows = await tx.baseline.findMany({ where: { competitionId }, orderBy: { position: 'asc' } });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    score: which === 'public' ? row.publicScore : row.privateScore,
  }));
}
