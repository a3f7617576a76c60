import { canSeePrivateResults } from '@/lib/assignment/access.core';
import { type Competition } from '@/lib/assignment/competition';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import type { Direction } from '@/lib/metrics/metric.types';
import { db } from '@/lib/platform/database/client';
import { ok, type Problem, type Result } from '@/lib/platform/result';
import type { Prisma } from '@/lib/platform/prisma-client/client';

/** One of a participant's own submissions, holding what they may see at this moment and nothing else. */
export interface OwnSubmission {
  readonly id: number;
  readonly status: 'queued' | 'scoring' | 'scored' | 'invalid' | 'failed';
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly description: string;
  /** ISO 8601. */
  readonly acceptedAt: string;
  readonly publicScore: number | null;
  /** null before the reveal, whatever is stored. */
  readonly privateScore: number | null;
  readonly selected: boolean;
  /** Whether it may be marked for the private board. */
  readonly selectable: boolean;
  readonly late: boolean;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** Why staff took it back; null where they did not. */
  readonly invalidatedReason: string | null;
  /** Submissions to be scored before this one; null where it does not wait. */
  readonly queuePlace: number | null;
}

const select = {
  id: true,
  status: true,
  fileName: true,
  fileBytes: true,
  sha256: true,
  description: true,
  acceptedAt: true,
  selectedAt: true,
  late: true,
  problems: true,
  problemCount: true,
  invalidatedAt: true,
  invalidatedReason: true,
  scores: { select: { solutionId: true, metric: true, publicScore: true, privateScore: true } },
} satisfies Prisma.SubmissionSelect;

type Row = Prisma.SubmissionGetPayload<{ select: typeof select }>;

export interface OwnHistory {
  /** Newest first. */
  readonly submissions: readonly OwnSubmission[];
  readonly direction: Direction;
}

/** The viewer's submissions to a competition. */
export async function mySubmissions(viewer: Viewer, competitionId: string): Promise<Result<OwnHistory>> {
  const entered = await enter(db(), viewer, byId(competitionId));
  if (!entered.ok) return entered;
  const { competition, role, phase } = entered.value;
  const rows = await db().submission.findMany({
    where: { competitionId, participant: { userId: viewer.userId } },
    orderBy: [{ acceptedAt: 'desc' }, { id: 'desc' }],
    select,
  });
  const waiting = await queuePlaces(rows);
  const seesPrivate = canSeePrivateResults(role, phase);
  const submissions = rows.map((row) => view(row, competition, seesPrivate, waiting.get(row.id) ?? null));
  return ok({ submissions, direction: competition.direction });
}

function view(
  row: Row,
  competition: Competition,
  seesPrivate: boolean,
  queuePlace: number | null,
): OwnSubmission {
  const score = row.scores.find(
    (each) => each.solutionId === competition.solution?.id && each.metric === competition.metric,
  );
  return {
    id: row.id,
    status: row.status,
    fileName: row.fileName,
    bytes: row.fileBytes,
    sha256: row.sha256,
    description: row.description,
    acceptedAt: row.acceptedAt.toISOString(),
    publicScore: row.status === 'scored' ? (score?.publicScore ?? null) : null,
    privateScore: row.status === 'scored' && seesPrivate ? (score?.privateScore ?? null) : null,
    selected: row.selectedAt !== null,
    selectable: row.status === 'scored' && row.invalidatedAt === null && !row.late,
    late: row.late,
    problems: (row.problems as readonly Problem[] | null) ?? [],
    problemCount: row.problemCount,
    invalidatedReason: row.invalidatedAt ? (row.invalidatedReason ?? '') : null,
    queuePlace,
  };
}

async function queuePlaces(rows: readonly Row[]): Promise<Map<number, number>> {
  const places = new Map<number, number>();
  for (const row of rows) {
    if (row.status !== 'queued') continue;
    places.set(
      row.id,
      await db().submission.count({ where: { status: { in: ['queued', 'scoring'] }, id: { lt: row.id } } }),
    );
  }
  return places;
}
