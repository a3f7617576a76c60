import { bySubmission } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Problem, type Result } from '@/lib/platform/result';
import { auditOfSubject, type AuditView } from '@/lib/staff/audit-list';
import { invalidationEffect, type InvalidationEffect } from '@/lib/staff/invalidation-effect';
import type { SubmissionStatus } from '@/lib/staff/submissions-list';

export interface StaffSubmissionDetail {
  readonly id: number;
  readonly competitionId: string;
  readonly userId: string;
  readonly person: string;
  readonly studentId: string | null;
  readonly status: SubmissionStatus;
  readonly sha256: string;
  readonly bytes: number;
  readonly fileName: string;
  readonly description: string;
  readonly source: string;
  /** ISO 8601. */
  readonly acceptedAt: string;
  readonly late: boolean;
  readonly countsForLimit: boolean;
  readonly selected: boolean;
  readonly invalidatedReason: string | null;
  /** The first problems, as the student sees them. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  readonly failure: string | null;
  readonly tries: number;
  readonly scores: readonly {
    readonly version: number;
    readonly metric: string;
    readonly publicScore: number | null;
    readonly privateScore: number | null;
    readonly active: boolean;
  }[];
  readonly precision: number;
  readonly timezone: string;
  /** What the audit log holds of it, newest first. */
  readonly audit: readonly AuditView[];
  /** What taking it back, or restoring it, would change for its sender. */
  readonly effect: InvalidationEffect;
}

/** One submission with everything staff may want to know of it. */
export async function submissionDetail(viewer: Viewer, id: number): Promise<Result<StaffSubmissionDetail>> {
  const entered = await enter(db(), viewer, bySubmission(id), 'staff');
  if (!entered.ok) return entered;
  const { competition } = entered.value;
  const row = await db().submission.findUniqueOrThrow({
    where: { id },
    include: {
      scores: { include: { solution: true }, orderBy: { createdAt: 'asc' } },
      participant: {
        include: { user: { include: { enrolments: { where: { courseId: competition.courseId } } } } },
      },
    },
  });
  return ok({
    id,
    competitionId: competition.id,
    userId: row.participant.userId,
    studentId: row.participant.user.studentId,
    person: row.participant.user.enrolments[0]?.displayName ?? row.participant.user.name,
    status: row.status,
    sha256: row.sha256,
    bytes: row.fileBytes,
    fileName: row.fileName,
    description: row.description,
    source: row.source,
    acceptedAt: row.acceptedAt.toISOString(),
    late: row.late,
    countsForLimit: row.countsForLimit,
    selected: row.selectedAt !== null,
    invalidatedReason: row.invalidatedAt ? (row.invalidatedReason ?? '') : null,
    problems: (row.problems as readonly Problem[] | null) ?? [],
    problemCount: row.problemCount,
    failure: row.failure,
    tries: row.tries,
    scores: row.scores.map((score) => ({
      version: score.solution.number,
      metric: score.metric,
      publicScore: score.publicScore,
      privateScore: score.privateScore,
      active: score.solutionId === competition.solution?.id && score.metric === competition.metric,
    })),
    precision: competition.precision,
    timezone: competition.timezone,
    audit: await auditOfSubject(competition.id, `submission ${id}`),
    effect: await invalidationEffect(competition, row.participantId, id),
  });
}
