import {
  enterCompetition,
  findCompetitionId,
  loadCompetition,
  type CompetitionAccess,
} from '@/lib/competition/competition';
import { isStaff } from '@/lib/identity/access.core';
import { forbidden, notFound, type Viewer } from '@/lib/identity/viewer';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

/** The gate of everything staff do to a competition. */
export async function enterAsStaff(
  tx: Db | Tx,
  viewer: Viewer,
  competitionId: string,
): Promise<Result<CompetitionAccess>> {
  const entered = await enterCompetition(tx, viewer, competitionId);
  if (!entered.ok) return entered;
  return isStaff(entered.value.role) ? entered : forbidden('This is for the staff of the course.');
}

/** The same for staff (a viewer) or the operator at the server's own command line (null). */
export async function enterAsOperator(
  tx: Db | Tx,
  viewer: Viewer | null,
  competitionId: string,
): Promise<Result<Pick<CompetitionAccess, 'competition'>>> {
  if (viewer) return enterAsStaff(tx, viewer, competitionId);
  const competition = await loadCompetition(tx, competitionId);
  return competition ? ok({ competition }) : notFound('competition');
}

/** The same, found by the slugs of an address; whoever may not enter is told that there is nothing. */
export async function enterBySlugs(
  tx: Db | Tx,
  viewer: Viewer,
  courseSlug: string,
  slug: string,
): Promise<Result<CompetitionAccess>> {
  const id = await findCompetitionId(tx, courseSlug, slug);
  const entered = id === null ? null : await enterAsStaff(tx, viewer, id);
  return entered?.ok ? entered : notFound('competition');
}

/** The same, found by one of the competition's submissions. */
export async function enterBySubmission(
  tx: Db | Tx,
  viewer: Viewer,
  submissionId: number,
): Promise<Result<CompetitionAccess>> {
  const submission = await tx.submission.findUnique({
    where: { id: submissionId },
    select: { competitionId: true },
  });
  return submission ? enterAsStaff(tx, viewer, submission.competitionId) : notFound('submission');
}

/** The same, found by one of the competition's participants. */
export async function enterByParticipant(
  tx: Db | Tx,
  viewer: Viewer,
  participantId: string,
): Promise<Result<CompetitionAccess>> {
  const participant = await tx.participant.findUnique({
    where: { id: participantId },
    select: { competitionId: true },
  });
  return participant ? enterAsStaff(tx, viewer, participant.competitionId) : notFound('participant');
}

/** The competition of an address, for its staff. */
export function findStaffCompetition(
  viewer: Viewer,
  courseSlug: string,
  slug: string,
): Promise<Result<CompetitionAccess>> {
  return enterBySlugs(db(), viewer, courseSlug, slug);
}
