import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import type { CompetitionAccess } from '@/lib/competition/competition';
import { courseAccess, notFound } from '@/lib/identity/viewer';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { enterAsStaff } from '@/lib/staff/enter-as-staff';
import { lockParticipant } from '@/lib/submission/participant';
import { quotaDay } from '@/lib/submission/quota.core';

export type ExceptionRequest =
  /** More attempts today, or on `day` (YYYY-MM-DD in the limit's zone). */
  | { readonly kind: 'extra_attempts'; readonly attempts: number; readonly day: string | null }
  /** A deadline of one's own: the first instant that no longer counts. */
  | { readonly kind: 'extended_deadline'; readonly closesAt: Date };

const ATTEMPTS_MAX = 100;

/** Gives one student more attempts for a day, or a later deadline, with a reason. */
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
    const entered = await enterAsStaff(tx, viewer, competitionId);
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
        kind: request.kind,
        reason,
        createdById: viewer.userId,
        ...values.value,
      },
    });
    await writeAudit(tx, viewer, entered.value, participant.id, request, reason);
    return ok(null);
  });
}

function exceptionValues(
  { competition, now }: CompetitionAccess,
  request: ExceptionRequest,
): Result<{ attempts: number; quotaDay: string } | { closesAt: Date }> {
  if (request.kind === 'extended_deadline') {
    if (request.closesAt <= competition.closesAt) {
      const message = `The deadline for all is ${competition.closesAt.toISOString()}; an extension must be later.`;
      return refuse({ code: 'not_an_extension', field: 'closesAt', message });
    }
    return ok({ closesAt: request.closesAt });
  }
  if (!Number.isInteger(request.attempts) || request.attempts < 1 || request.attempts > ATTEMPTS_MAX) {
    return refuse({
      code: 'bad_attempts',
      field: 'attempts',
      message: `Give 1 to ${ATTEMPTS_MAX} further attempts.`,
    });
  }
  return ok({
    attempts: request.attempts,
    quotaDay: request.day ?? quotaDay(now, competition.limitTimezone),
  });
}

async function writeAudit(
  tx: Tx,
  viewer: Viewer,
  { competition }: CompetitionAccess,
  participantId: string,
  request: ExceptionRequest,
  reason: string,
): Promise<void> {
  await audit(tx, {
    actorId: viewer.userId,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action: `exception.${request.kind}`,
    subject: `participant ${participantId}`,
    detail: {
      reason,
      ...(request.kind === 'extra_attempts'
        ? { attempts: request.attempts, day: request.day }
        : { closesAt: request.closesAt.toISOString() }),
    },
  });
}
