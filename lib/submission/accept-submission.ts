import { rm } from 'node:fs/promises';
import { byId } from '@/lib/assignment/find';
import { enter, type Entered } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, isUniqueViolation, type Db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { shownFileName } from '@/lib/platform/file-name.core';
import { storeFile } from '@/lib/platform/files/store';
import { enqueue } from '@/lib/platform/queue/boss';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Problem, type Refused, type Result } from '@/lib/platform/result';
import { ThreadFailure } from '@/lib/platform/threads/pool';
import { validatePredictionFile, type PredictionTask } from '@/lib/prediction/validate-file';
import { log } from '@/lib/platform/log';
import { predictionTask } from '@/lib/submission/prediction-task';
import {
  allowanceAt,
  findParticipant,
  lockParticipant,
  needsRules,
  type Allowance,
  type ParticipantState,
} from '@/lib/submission/participant';
import { quotaDay } from '@/lib/submission/quota.core';
import { findReceipt, receiptOf, type Receipt } from '@/lib/submission/receipt';
import { scoreSubmissionJob } from '@/lib/submission/score-submission.job';

/** A file that has arrived whole: in a temporary place, hashed, stamped with the database's time at its last byte. */
export interface ArrivedFile {
  readonly temporaryPath: string;
  readonly sha256: string;
  readonly bytes: number;
  /** As the uploader called it. */
  readonly fileName: string;
  /** The database's clock when the last byte had arrived. Deadline, day and order are judged by it. */
  readonly receivedAt: Date;
}

export interface SubmissionRequest {
  readonly competitionId: string;
  readonly description: string;
  readonly source: 'web' | 'api' | 'kaggle' | 'cli' | 'demo';
  /** Sent again with the same key, an upload gives the same receipt and uses no further attempt (A22). */
  readonly idempotencyKey: string | null;
}

const NOT_CHECKED: Problem = {
  code: 'not_checked',
  message:
    'The file could not be checked just now. Nothing was counted; try again, and tell the staff if it stays.',
};

const DESCRIPTION_MAX = 500;
const PROBLEMS_KEPT = 10;

/**
 * The one way into a competition: checks who asks and whether they may, validates the file, stores it, and in one
 * transaction takes the attempt, writes the submission and enqueues its scoring. A file with problems becomes an
 * `invalid` submission that uses no attempt. The temporary file is gone afterwards, whatever happens.
 */
export async function acceptSubmission(
  viewer: Viewer,
  request: SubmissionRequest,
  file: ArrivedFile,
): Promise<Result<Receipt>> {
  try {
    return await accept(viewer, request, file);
  } finally {
    await rm(file.temporaryPath, { force: true });
  }
}

async function accept(
  viewer: Viewer,
  request: SubmissionRequest,
  file: ArrivedFile,
): Promise<Result<Receipt>> {
  const entered = await enter(db(), viewer, byId(request.competitionId));
  if (!entered.ok) return entered;
  const access = entered.value;
  const again = await findReceipt(db(), viewer.userId, request);
  if (again) return ok(again);
  // Refused early, before the work of validating; decided again under the lock.
  const early = await admit(
    db(),
    await findParticipant(db(), access.competition.id, viewer.userId),
    access,
    file,
  );
  if (!early.ok) return early;
  const task = predictionTask(access.competition, file.temporaryPath);
  if (!task.ok) return task;
  const checked = await validate(task.value);
  if (checked === 'not_checked') return refuse(NOT_CHECKED);
  await storeFile(file.temporaryPath, file.sha256);
  return record(viewer, request, file, checked.ok ? [] : checked.problems);
}

/** A file that kills the thread that reads it is a fault of the platform, not a problem of the file. */
async function validate(task: PredictionTask): Promise<Result<unknown> | 'not_checked'> {
  try {
    return await validatePredictionFile(task);
  } catch (error) {
    if (!(error instanceof ThreadFailure)) throw error;
    log.error({ err: error, file: task.filePath }, 'a file could not be checked');
    return 'not_checked';
  }
}

async function record(
  viewer: Viewer,
  request: SubmissionRequest,
  file: ArrivedFile,
  problems: readonly Problem[],
): Promise<Result<Receipt>> {
  try {
    return await db().$transaction(async (tx) => {
      // Settings and deadline can't change between this and the commit: one committed value decides (A31).
      await lockAssignment(tx, request.competitionId, 'share');
      const entered = await enter(tx, viewer, byId(request.competitionId));
      if (!entered.ok) return entered;
      const participant = await lockParticipant(tx, request.competitionId, viewer.userId);
      const admitted = await admit(tx, participant, entered.value, file);
      if (!admitted.ok) return admitted;
      const invalid = problems.length > 0;
      if (invalid && admitted.value.allowance.failedLeft === 0) return tooManyFailed(entered.value);
      return ok(await insert(tx, viewer, request, file, entered.value, admitted.value, problems));
    });
  } catch (error) {
    // The same key arrived twice at once: the other request's receipt is this one's too.
    const again = isUniqueViolation(error) ? await findReceipt(db(), viewer.userId, request) : null;
    if (again) return ok(again);
    throw error;
  }
}

interface Admission<P> {
  readonly participant: P;
  readonly allowance: Allowance;
  readonly late: boolean;
}

/**
 * Whether this participant (null: one who never took part) may send this file, judged by when it had arrived. Final where the
 * caller holds the participant's lock.
 */
async function admit<P extends ParticipantState | null>(
  tx: Db | Tx,
  participant: P,
  access: Entered,
  file: ArrivedFile,
): Promise<Result<Admission<P>>> {
  const { competition } = access;
  if (needsRules(access, participant)) {
    return refuse({
      code: 'rules_not_accepted',
      message: 'Accept the rules of the competition before you submit.',
    });
  }
  if (file.bytes > competition.fileBytesMax) {
    return refuse({
      code: 'file_too_large',
      message: `The file has ${file.bytes} bytes; at most ${competition.fileBytesMax} are taken.`,
    });
  }
  const allowance = await allowanceAt(tx, access, participant?.id ?? null, file.receivedAt);
  if (file.receivedAt < competition.opensAt) {
    return refuse({ code: 'not_open', message: `Submissions open at ${competition.opensAt.toISOString()}.` });
  }
  const late = file.receivedAt >= allowance.closesAt;
  if (late && !competition.lateSubmissions) {
    return refuse({
      code: 'deadline_over',
      message: `The deadline was ${allowance.closesAt.toISOString()}; the last byte of this file arrived at ${file.receivedAt.toISOString()}. Nothing was counted.`,
    });
  }
  if (allowance.quota.left === 0) {
    return refuse({
      code: 'no_attempts_left',
      message: `You have used all ${allowance.quota.limit} submissions of today. The next day begins at ${allowance.quota.resetsAt.toISOString()}.`,
    });
  }
  return ok({ participant, allowance, late });
}

function tooManyFailed({ competition }: Entered): Refused {
  return refuse({
    code: 'too_many_invalid_files',
    message: `You have sent ${competition.failedPerDayMax} files with problems today; no more are checked until tomorrow. Ask the staff if you are stuck.`,
  });
}

async function insert(
  tx: Tx,
  viewer: Viewer,
  request: SubmissionRequest,
  file: ArrivedFile,
  access: Entered,
  admitted: Admission<ParticipantState>,
  problems: readonly Problem[],
): Promise<Receipt> {
  const { competition } = access;
  const invalid = problems.length > 0;
  const submission = await tx.submission.create({
    data: {
      competitionId: competition.id,
      participantId: admitted.participant.id,
      status: invalid ? 'invalid' : 'queued',
      sha256: file.sha256,
      fileName: shownFileName(file.fileName),
      fileBytes: file.bytes,
      description: request.description.slice(0, DESCRIPTION_MAX),
      source: request.source,
      idempotencyKey: request.idempotencyKey,
      acceptedAt: file.receivedAt,
      quotaDay: quotaDay(file.receivedAt, competition.limitTimezone),
      countsForLimit: !invalid,
      late: admitted.late,
      ...(invalid
        ? {
            problems: problems.slice(0, PROBLEMS_KEPT).map((each) => ({ ...each })),
            problemCount: problems.length,
          }
        : {}),
    },
  });
  if (!invalid) await enqueue(tx, scoreSubmissionJob, { submissionId: submission.id });
  await audit(tx, {
    actorId: viewer.userId,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action: invalid ? 'submission.invalid' : 'submission.accepted',
    subject: `submission ${submission.id}`,
    detail: { sha256: file.sha256, bytes: file.bytes, source: request.source, late: admitted.late },
  });
  await announce(tx, {
    kind: 'submission',
    submissionId: submission.id,
    userId: viewer.userId,
    competitionId: competition.id,
  });
  // Under the lock nobody else has counted in between.
  const { quota } = admitted.allowance;
  const left = quota.left === null || invalid ? quota.left : quota.left - 1;
  return receiptOf(submission, { ...quota, left });
}
