import { lastMinute } from '@/lib/assignment/deadline.core';
import { byId } from '@/lib/assignment/find';
import { enter, type Entered } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { notFound } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { listParticipants, type StaffParticipant } from '@/lib/staff/participants-list';
import { listSubmissions, type StaffSubmission } from '@/lib/staff/submissions-list';
import { allowanceAt } from '@/lib/submission/participant';

export interface GivenException {
  readonly id: string;
  readonly kind: 'extra_attempts' | 'extended_deadline';
  readonly attempts: number | null;
  /** YYYY-MM-DD in the limit's zone. */
  readonly day: string | null;
  /** ISO 8601: the last minute that counts. */
  readonly closesAt: string | null;
  readonly reason: string;
  readonly by: string | null;
  /** ISO 8601. */
  readonly at: string;
}

export interface ParticipantDetail {
  readonly person: StaffParticipant;
  /** null: no limit. */
  readonly attemptsLeft: number | null;
  /** Files with problems that may still be sent today. */
  readonly failedLeft: number;
  /** ISO 8601: the last minute that counts for this person. */
  readonly closesAt: string;
  /** Newest first. */
  readonly exceptions: readonly GivenException[];
  readonly submissions: readonly StaffSubmission[];
}

/** One person in a competition: standing, allowance, exceptions and submissions. */
export async function participantDetail(
  viewer: Viewer,
  competitionId: string,
  userId: string,
): Promise<Result<ParticipantDetail>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const [people, submissions] = await Promise.all([
    listParticipants(viewer, competitionId),
    listSubmissions(viewer, competitionId, { userId }),
  ]);
  if (!people.ok) return people;
  if (!submissions.ok) return submissions;
  const person = people.value.find((each) => each.userId === userId);
  if (!person) return notFound('person');
  const allowance = await allowanceAt(db(), entered.value, person.participantId, entered.value.now);
  return ok({
    person,
    attemptsLeft: allowance.quota.left,
    failedLeft: allowance.failedLeft,
    closesAt: lastMinute(allowance.closesAt).toISOString(),
    exceptions: await exceptionsOf(entered.value, person.participantId),
    submissions: submissions.value.rows,
  });
}

async function exceptionsOf(
  { competition }: Entered,
  participantId: string | null,
): Promise<readonly GivenException[]> {
  if (participantId === null) return [];
  const rows = await db().participantException.findMany({
    where: { participantId, participant: { competitionId: competition.id } },
    orderBy: { createdAt: 'desc' },
  });
  const people = await db().user.findMany({
    where: { id: { in: rows.flatMap((row) => row.createdById ?? []) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map((each) => [each.id, each.name]));
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    attempts: row.attempts,
    day: row.quotaDay,
    closesAt: row.closesAt && lastMinute(row.closesAt).toISOString(),
    reason: row.reason,
    by: (row.createdById && names.get(row.createdById)) ?? null,
    at: row.createdAt.toISOString(),
  }));
}
