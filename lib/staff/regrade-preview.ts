import type { Competition } from '@/lib/assignment/competition';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { entryOf } from '@/lib/leaderboard/board-entry';
import { bestPrivate, finalSubmissions, type Candidate } from '@/lib/leaderboard/finals.core';
import { rankStandings } from '@/lib/leaderboard/rank.core';
import { rankedParticipants } from '@/lib/leaderboard/standings';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface RegradeChange {
  readonly participantId: string;
  readonly name: string;
  readonly scoreBefore: number | null;
  readonly scoreAfter: number | null;
  readonly rankBefore: number | null;
  readonly rankAfter: number | null;
  readonly privateBefore: number | null;
  readonly privateAfter: number | null;
  readonly privateRankBefore: number | null;
  readonly privateRankAfter: number | null;
}

export interface RegradePreview {
  readonly submissionsChanged: number;
  readonly submissions: number;
  /** Submissions that came meanwhile and have no score under the new solution yet; they are scored before the commit. */
  readonly pending: number;
  /** Everyone whose score or rank on either board would change, the largest change of public rank first. */
  readonly changes: readonly RegradeChange[];
}

interface ScoreRow {
  readonly participantId: string;
  readonly submissionId: number;
  readonly acceptedAt: Date;
  readonly selected: boolean;
  readonly before: number | null;
  readonly after: number | null;
  readonly privateBefore: number | null;
  readonly privateAfter: number | null;
}

/** What committing a regrade would change on both boards; for staff alone, and audited (A41). */
export async function previewRegrade(viewer: Viewer | null, runId: string): Promise<Result<RegradePreview>> {
  const run = await db().regradeRun.findUnique({ where: { id: runId } });
  if (!run) return notFound('regrade');
  const entered = await enter(db(), viewer, byId(run.competitionId), 'staff');
  if (!entered.ok) return entered;
  const { competition } = entered.value;
  const rows = await db().$queryRaw<ScoreRow[]>`
    SELECT s.participant_id AS "participantId", s.id AS "submissionId", s.accepted_at AS "acceptedAt", s.selected_at IS NOT NULL AS selected,
           b.public_score AS before, a.public_score AS after,
           b.private_score AS "privateBefore", a.private_score AS "privateAfter"
    FROM submission s
    LEFT JOIN score b ON b.submission_id = s.id AND b.solution_id = ${run.fromSolutionId}::uuid AND b.metric = ${competition.metric}
    LEFT JOIN score a ON a.submission_id = s.id AND a.solution_id = ${run.toSolutionId}::uuid AND a.metric = ${run.metric}
    WHERE s.competition_id = ${run.competitionId}::uuid AND s.status = 'scored' AND s.invalidated_at IS NULL AND NOT s.late
    ORDER BY s.selected_at NULLS LAST, s.accepted_at, s.id`;
  const people = await rankedParticipants(db(), competition);
  const sides = boardsOf(
    rows.filter((row) => people.has(row.participantId)),
    competition,
  );
  const changes = [...people.values()]
    .map((person) => changeOf(person, sides))
    .filter(isChanged)
    .sort((a, b) => Math.abs(rankStep(b)) - Math.abs(rankStep(a)));
  await noteReading(viewer, competition, run.id);
  return ok({
    submissions: rows.length,
    submissionsChanged: rows.filter(
      (row) => row.before !== row.after || row.privateBefore !== row.privateAfter,
    ).length,
    pending: rows.filter((row) => row.before !== null && row.after === null).length,
    changes,
  });
}

type Place = { readonly score: number; readonly rank: number };
type Side = 'before' | 'after';
type Places = ReadonlyMap<string, Place>;
type Boards = Readonly<Record<Side, { readonly open: Places; readonly hidden: Places }>>;

/** Both boards under both solutions. */
function boardsOf(rows: readonly ScoreRow[], competition: Competition): Boards {
  const own = new Map<string, ScoreRow[]>();
  for (const row of rows) {
    const list = own.get(row.participantId);
    if (list) list.push(row);
    else own.set(row.participantId, [row]);
  }
  const board = (side: Side): Boards[Side] => {
    const candidates = [...own].map(([participantId, submissions]) => ({
      participantId,
      candidates: submissions.map((each) => ({
        ...each,
        publicScore: side === 'before' ? each.before : each.after,
        privateScore: side === 'before' ? each.privateBefore : each.privateAfter,
      })),
    }));
    return { open: publicPlaces(candidates, competition), hidden: privatePlaces(candidates, competition) };
  };
  return { before: board('before'), after: board('after') };
}

interface Own {
  readonly participantId: string;
  readonly candidates: readonly Candidate[];
}

function publicPlaces(people: readonly Own[], { direction }: Competition): Places {
  const standings = people.flatMap(({ participantId, candidates }) => {
    const entry = entryOf(
      candidates.map((each) => ({ ...each, score: each.publicScore })),
      direction,
    );
    return entry.bestSubmissionId === null || entry.bestAt === null
      ? []
      : [
          {
            participantId,
            score: entry.bestScore,
            submissionId: entry.bestSubmissionId,
            acceptedAt: entry.bestAt,
          },
        ];
  });
  return byParticipant(rankStandings(standings, direction));
}

function privatePlaces(people: readonly Own[], { direction, finalSubmissions: places }: Competition): Places {
  const standings = people.flatMap(({ participantId, candidates }) => {
    const best = bestPrivate(finalSubmissions(candidates, places, direction), direction);
    return best ? [{ ...best, participantId, score: best.privateScore }] : [];
  });
  return byParticipant(rankStandings(standings, direction));
}

function byParticipant(ranked: readonly (Place & { readonly participantId: string })[]): Places {
  return new Map(ranked.map((each) => [each.participantId, each]));
}

function changeOf(
  person: { readonly participantId: string; readonly name: string },
  { before, after }: Boards,
): RegradeChange {
  const id = person.participantId;
  return {
    participantId: id,
    name: person.name,
    scoreBefore: before.open.get(id)?.score ?? null,
    scoreAfter: after.open.get(id)?.score ?? null,
    rankBefore: before.open.get(id)?.rank ?? null,
    rankAfter: after.open.get(id)?.rank ?? null,
    privateBefore: before.hidden.get(id)?.score ?? null,
    privateAfter: after.hidden.get(id)?.score ?? null,
    privateRankBefore: before.hidden.get(id)?.rank ?? null,
    privateRankAfter: after.hidden.get(id)?.rank ?? null,
  };
}

function isChanged(each: RegradeChange): boolean {
  return (
    each.scoreBefore !== each.scoreAfter ||
    each.rankBefore !== each.rankAfter ||
    each.privateBefore !== each.privateAfter ||
    each.privateRankBefore !== each.privateRankAfter
  );
}

function rankStep(change: RegradeChange): number {
  return (change.rankAfter ?? 0) - (change.rankBefore ?? 0);
}

/** A line in the audit log for the first time a person sees a regrade's preview; the page asks again and again (A41). */
async function noteReading(viewer: Viewer | null, competition: Competition, runId: string): Promise<void> {
  const line = {
    actorId: viewer?.userId ?? null,
    assignmentId: competition.id,
    action: 'regrade.previewed',
    subject: `regrade ${runId}`,
  };
  const known = await db().auditEntry.findFirst({ where: line, select: { id: true } });
  if (known) return;
  await db().$transaction((tx) => audit(tx, { ...line, courseId: competition.courseId }));
}
