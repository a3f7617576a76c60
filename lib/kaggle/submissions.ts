import { bySubmission } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { addressOf, type NamedCompetition } from '@/lib/kaggle/competitions';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { mySubmissions, type OwnSubmission } from '@/lib/submission/my-submissions';

export type SortBy = 'DATE' | 'NAME' | 'PRIVATE_SCORE' | 'PUBLIC_SCORE';
export type Group = 'ALL' | 'SUCCESSFUL' | 'SELECTED';

/** The viewer's submissions as the protocol's ApiSubmission, newest first unless sorted otherwise. */
export async function listOwn(
  viewer: Viewer,
  named: NamedCompetition,
  sortBy: SortBy,
  group: Group,
): Promise<Result<readonly object[]>> {
  const { competition } = named.access;
  const own = await mySubmissions(viewer, competition.id);
  if (!own.ok) return own;
  const kept = own.value.submissions.filter(
    (each) => group === 'ALL' || (group === 'SELECTED' ? each.selected : each.status === 'scored'),
  );
  const better = own.value.direction === 'higher_is_better' ? -1 : 1;
  const byScore = (score: (each: OwnSubmission) => number | null) => (a: OwnSubmission, b: OwnSubmission) =>
    compareNullsLast(score(a), score(b), better);
  const orders: Readonly<Record<SortBy, ((a: OwnSubmission, b: OwnSubmission) => number) | null>> = {
    DATE: null,
    NAME: (a, b) => a.fileName.localeCompare(b.fileName),
    PUBLIC_SCORE: byScore((each) => each.publicScore),
    PRIVATE_SCORE: byScore((each) => each.privateScore),
  };
  const order = orders[sortBy];
  return ok((order ? [...kept].sort(order) : kept).map((each) => describe(viewer, named, each)));
}

function compareNullsLast(a: number | null, b: number | null, better: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return (a - b) * better;
}

/** One submission of the viewer's by its number; another's is not found. */
export async function oneOwn(viewer: Viewer, ref: number): Promise<Result<object>> {
  const row = await db().submission.findFirst({
    where: { id: ref, participant: { userId: viewer.userId } },
    select: { id: true },
  });
  if (!row) return notFound('submission');
  const entered = await enter(db(), viewer, bySubmission(ref));
  if (!entered.ok) return entered;
  const own = await mySubmissions(viewer, entered.value.competition.id);
  if (!own.ok) return own;
  const found = own.value.submissions.find((each) => each.id === ref);
  const named = { name: entered.value.competition.slug, access: entered.value };
  return found ? ok(describe(viewer, named, found)) : notFound('submission');
}

const STATUS = {
  queued: 'PENDING',
  scoring: 'PENDING',
  scored: 'COMPLETE',
  invalid: 'ERROR',
  failed: 'ERROR',
};

function describe(viewer: Viewer, { access }: NamedCompetition, own: OwnSubmission) {
  const { competition, displayName } = access;
  const score = (value: number | null): string =>
    value === null ? '' : formatScore(value, competition.precision);
  return {
    ref: own.id,
    totalBytes: own.bytes,
    date: own.acceptedAt,
    description: own.description,
    errorDescription: errorOf(own),
    fileName: own.fileName,
    publicScore: score(own.publicScore),
    privateScore: score(own.privateScore),
    status: STATUS[own.status],
    submittedBy: viewer.name,
    submittedByRef: displayName,
    teamName: displayName,
    url: `${addressOf(competition)}/submissions`,
  };
}

function errorOf(own: OwnSubmission): string {
  if (own.status === 'failed') return 'It could not be scored. The attempt was given back.';
  if (own.invalidatedReason !== null) return `Taken back by the staff: ${own.invalidatedReason}`;
  return own.problems.map((each) => each.message).join(' ');
}
