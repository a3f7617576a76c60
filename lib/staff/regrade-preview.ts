import { loadCompetition } from '@/lib/competition/competition';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { entryOf } from '@/lib/leaderboard/board-entry';
import { rankStandings } from '@/lib/leaderboard/rank.core';
import { rankedParticipants } from '@/lib/leaderboard/standings';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { enterAsStaff } from '@/lib/staff/enter-as-staff';

export interface RegradeChange {
  readonly participantId: string;
  readonly name: string;
  readonly scoreBefore: number | null;
  readonly scoreAfter: number | null;
  readonly rankBefore: number | null;
  readonly rankAfter: number | null;
}

export interface RegradePreview {
  readonly submissionsChanged: number;
  readonly submissions: number;
  /** Everyone whose public score or rank would change, the largest change of rank first. */
  readonly changes: readonly RegradeChange[];
}

interface ScoreRow {
  readonly participantId: string;
  readonly submissionId: number;
  readonly acceptedAt: Date;
  readonly before: number | null;
  readonly after: number | null;
  readonly privateBefore: number | null;
  readonly privateAfter: number | null;
}

/** What committing a regrade would change on the public board; for staff alone (A41). */
export async function previewRegrade(viewer: Viewer, runId: string): Promise<Result<RegradePreview>> {
  const run = await db().regradeRun.findUnique({ where: { id: runId } });
  if (!run) return notFound('regrade');
  const entered = await enterAsStaff(db(), viewer, run.competitionId);
  if (!entered.ok) return entered;
  const competition = await loadCompetition(db(), run.competitionId);
  if (!competition) return notFound('competition');
  const rows = await db().$queryRaw<ScoreRow[]>`
    SELECT s.participant_id AS "participantId", s.id AS "submissionId", s.accepted_at AS "acceptedAt",
           b.public_score AS before, a.public_score AS after,
           b.private_score AS "privateBefore", a.private_score AS "privateAfter"
    FROM submission s
    LEFT JOIN score b ON b.submission_id = s.id AND b.solution_id = ${run.fromSolutionId}::uuid AND b.metric = ${competition.metric}
    LEFT JOIN score a ON a.submission_id = s.id AND a.solution_id = ${run.toSolutionId}::uuid AND a.metric = ${run.metric}
    WHERE s.competition_id = ${run.competitionId}::uuid AND s.status = 'scored' AND s.invalidated_at IS NULL AND NOT s.late
    ORDER BY s.accepted_at, s.id`;
  const people = await rankedParticipants(db(), competition);
  const before = boardOf(rows, 'before', competition.direction);
  const after = boardOf(rows, 'after', competition.direction);
  const changes = [...people.values()]
    .map((person) => changeOf(person, before.get(person.participantId), after.get(person.participantId)))
    .filter((each) => each.scoreBefore !== each.scoreAfter || each.rankBefore !== each.rankAfter)
    .sort((a, b) => Math.abs(rankStep(b)) - Math.abs(rankStep(a)));
  const submissionsChanged = rows.filter(
    (row) => row.before !== row.after || row.privateBefore !== row.privateAfter,
  ).length;
  return ok({ submissions: rows.length, submissionsChanged, changes });
}

type Place = { readonly score: number; readonly rank: number };

function boardOf(
  rows: readonly ScoreRow[],
  side: 'before' | 'after',
  direction: 'higher_is_better' | 'lower_is_better',
): Map<string, Place> {
  const own = new Map<string, ScoreRow[]>();
  for (const row of rows) own.set(row.participantId, [...(own.get(row.participantId) ?? []), row]);
  const standings = [...own].map(([participantId, submissions]) => {
    const entry = entryOf(
      submissions.map((each) => ({ ...each, score: each[side] })),
      direction,
    );
    return {
      participantId,
      score: entry.bestScore,
      submissionId: entry.bestSubmissionId ?? 0,
      acceptedAt: entry.bestAt ?? new Date(0),
    };
  });
  return new Map(rankStandings(standings, direction).map((each) => [each.participantId, each]));
}

function changeOf(
  person: { readonly participantId: string; readonly name: string },
  before: Place | undefined,
  after: Place | undefined,
): RegradeChange {
  return {
    participantId: person.participantId,
    name: person.name,
    scoreBefore: before?.score ?? null,
    scoreAfter: after?.score ?? null,
    rankBefore: before?.rank ?? null,
    rankAfter: after?.rank ?? null,
  };
}

function rankStep(change: RegradeChange): number {
  return (change.rankAfter ?? 0) - (change.rankBefore ?? 0);
}
