import { afterMinute } from '@/lib/assignment/deadline.core';
import { byId } from '@/lib/assignment/find';
import { enter, type Entered } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { courseAccess, notFound } from '@/lib/identity/viewer';
import { localInstant } from '@/lib/platform/local-time.core';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { lockParticipant } from '@/lib/submission/participant';
import { quotaDay } from '@/lib/submission/quota.core';

export type ExceptionRequest =
  /** More attempts today, or on `day` (YYYY-MM-DD in the limit's zone). */
  | { readonly kind: 'extra_attempts'; readonly attempts: number; readonly day: string | null }
  /** A deadline of one's own: the first instant that no longer counts. */
  | { readonly kind: 'extended_deadline'; readonly closesAt: Date }
  /** The same as people write it: the last minute that counts, `YYYY-MM-DDTHH:mm` in the assignment's zone. */
  | { readonly kind: 'extended_deadline'; readonly lastMinute: string };

type ExceptionValues =
  | { readonly kind: 'extra_attempts'; readonly attempts: number; readonly quotaDay: string }
  | { readonly kind: 'extended_deadline'; readonly closesAt: Date };

const ATTEMPTS_MAX = 100;

/**
 * Gives one student more attempts for a day, or a later deadline, with a reason. A later deadline holds the private results back:
 * from the student until it is over, and with `at_close` from everybody.
 */
export async function grantException(
  viewer: Viewer,
  competitionId: string,
  userId: string,
  request: ExceptionRequest,
  reason: string,
): Promise<Result<null>> {
  if (reason.trim() === '')
    return refuse({ code: 'reason_missing', field: 'reason', message: 'Say why; the audit log keeps it.' });
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, request.kind === 'extended_deadline' ? 'change' : 'share');
    const entered = await enter(tx, viewer, byId(competitionId), 'staff');
    if (!entered.ok) return entered;
    const { competition } = entered.value;
    const student = await courseAccess(
      tx,
      { userId, name: '', canCreateCourses: false },
      competition.courseId,
    );
    if (!student) return notFound('person');
    const values = exceptionValues(entered.value, request);
    if (!values.ok) return values;
    const participant = await lockParticipant(tx, competition.id, userId);
    await tx.participantException.create({
      data: {
        participantId: participant.id,
        reason,
        createdById: viewer.userId,
        ...values.value,
      },
    });
    await writeAudit(tx, viewer, entered.value, participant.id, values.value, reason);
    if (values.value.kind === 'extended_deadline') await announce(tx, { kind: 'competition', competitionId });
    return ok(null);
  });
}

function exceptionValues({ competition, now }: Entered, request: ExceptionRequest): Result<ExceptionValues> {
  if (request.kind === 'extended_deadline') {
    const asked = deadlineAsked(request, competition.timezone);
    if (!asked.ok) return asked;
    const closesAt = asked.value;
    if (closesAt <= competition.closesAt) {
      const message = `The deadline for all is ${competition.closesAt.toISOString()}; an extension must be later.`;
      return refuse({ code: 'not_an_extension', field: 'closesAt', message });
    }
    return ok({ kind: 'extended_deadline', closesAt });
  }
  if (!Number.isInteger(request.attempts) || request.attempts < 1 || request.attempts > ATTEMPTS_MAX) {
    return refuse({
      code: 'bad_attempts',
      field: 'attempts',
      message: `Give 1 to ${ATTEMPTS_MAX} further attempts.`,
    });
  }
  return ok({
    kind: 'extra_attempts',
    attempts: request.attempts,
    quotaDay: request.day ?? quotaDay(now, competition.limitTimezone),
  });
}

function deadlineAsked(
  request: Extract<ExceptionRequest, { kind: 'extended_deadline' }>,
  zone: string,
): Result<Date> {
  if ('closesAt' in request) return ok(request.closesAt);
  const minute = localInstant(request.lastMinute, zone);
  if (!minute.ok) return refuse(...minute.problems.map((each) => ({ ...each, field: 'lastMinute' })));
  return ok(afterMinute(minute.value));
}

async function writeAudit(
  tx: Tx,
  viewer: Viewer,
  { competition }: Entered,
  participantId: string,
  given: ExceptionValues,
  reason: string,
): Promise<void> {
  await audit(tx, {
    actorId: viewer.userId,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action: `exception.${given.kind}`,
    subject: `participant ${participantId}`,
    detail: {
      reason,
      ...(given.kind === 'extra_attempts'
        ? { attempts: given.attempts, day: given.quotaDay }
        : { closesAt: given.closesAt.toISOString() }),
    },
  });
}
