import { rm } from 'node:fs/promises';
import { byId } from '@/lib/assignment/find';
import { enter, type Entered } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { scoringKey } from '@/lib/competition/scoring-key.core';
import { audit } from '@/lib/platform/audit';
import { db, isUniqueViolation, type Db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { shownFileName } from '@/lib/platform/file-name.core';
import { isDiskFull, STORAGE_FULL } from '@/lib/platform/files/disk';
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
import { findReceipt, receiptOf, receiptOfNumber, type Receipt } from '@/lib/submission/receipt';
import { scoreSubmissionJob } from '@/lib/submission/score-submission.job';
import { claimUpload, consumeUpload, settleUpload, type Claim } from '@/lib/upload/consume';
import { keyConflict } from '@/lib/upload/idempotency.core';
import type { SealedUpload } from '@/lib/upload/upload.types';

/** A file that has arrived whole: a sealed upload, or a file of the server's own (the demo's), which has no upload. */
export interface ArrivedFile extends Omit<SealedUpload, 'uploadId'> {
  readonly uploadId?: string;
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
 * The one way into a competition: checks who asks and whether they may, validates the file, and in one transaction takes
 * the attempt, writes the submission, enqueues its scoring, stores the file and consumes its upload. A file with problems
 * becomes an `invalid` submission that uses no attempt. A refusal for good leaves no bytes; where it throws, or is refused
 * for a reason of the server's that passes, a sealed upload keeps its bytes and its instant for a retry.
 */
export async function acceptSubmission(
  viewer: Viewer,
  request: SubmissionRequest,
  file: ArrivedFile,
): Promise<Result<Receipt>> {
  if (isSealed(file)) {
    const keyed = { ...request, idempotencyKey: request.idempotencyKey ?? `upload:${file.uploadId}` };
    return settleUpload(file, () => accept(viewer, keyed, file));
  }
  try {
    return await accept(viewer, request, file);
  } finally {
    await rm(file.path, { force: true });
  }
}

function isSealed(file: ArrivedFile): file is SealedUpload {
  return file.uploadId !== undefined;
}

/** Whether a file of `bytes` whose last byte arrived now would be taken, as far as can be said without it. */
export async function admitNow(viewer: Viewer, access: Entered, bytes: number): Promise<Result<unknown>> {
  const participant = await findParticipant(db(), access.competition.id, viewer.userId);
  return admit(db(), participant, access, { bytes, receivedAt: access.now });
}

async function accept(
  viewer: Viewer,
  request: SubmissionRequest,
  file: ArrivedFile,
): Promise<Result<Receipt>> {
  const entered = await enter(db(), viewer, byId(request.competitionId));
  if (!entered.ok) return entered;
  const access = entered.value;
  const again = await earlierReceipt(db(), viewer, request, file);
  if (again) return again;
  // Refused early, before the work of validating; decided again under the lock.
  const early = await admit(
    db(),
    await findParticipant(db(), access.competition.id, viewer.userId),
    access,
    file,
  );
  if (!early.ok) return early;
  const task = predictionTask(access.competition, file.path);
  if (!task.ok) return task;
  const checked = await validate(task.value);
  if (checked === 'not_checked') return refuse(NOT_CHECKED);
  const problems = checked.ok ? [] : checked.problems;
  const recorded = await record(viewer, request, file, { problems, under: scoringKey(access.competition) });
  // Solution or columns were changed while the file was checked: it is checked again, by what holds now.
  return recorded === 'checked_otherwise' ? accept(viewer, request, file) : recorded;
}

/** The receipt this key was given before; refused where it was given for other content (A92). null: the key is new. */
async function earlierReceipt(
  tx: Db | Tx,
  viewer: Viewer,
  request: SubmissionRequest,
  file: ArrivedFile,
): Promise<Result<Receipt> | null> {
  const earlier = await findReceipt(tx, viewer.userId, request);
  if (!earlier) return null;
  return earlier.sha256 === file.sha256 ? ok(earlier) : keyConflict(earlier.sha256, file.sha256);
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
  { problems, under }: { readonly problems: readonly Problem[]; readonly under: string },
): Promise<Result<Receipt> | 'checked_otherwise'> {
  try {
    return await db().$transaction(async (tx) => {
      // Settings and deadline can't change between this and the commit: one committed value decides (A31).
      await lockAssignment(tx, request.competitionId, 'share');
      const entered = await enter(tx, viewer, byId(request.competitionId));
      if (!entered.ok) return entered;
      if (scoringKey(entered.value.competition) !== under) return 'checked_otherwise';
      const participant = await lockParticipant(tx, request.competitionId, viewer.userId);
      const claimed = await claimFile(tx, file);
      if (!claimed.ok) return claimed;
      // The same upload, finished twice at once: the other request's receipt is this one's too.
      const { became } = claimed.value;
      const again = became === null ? null : await receiptOfNumber(tx, Number(became));
      if (again) return ok(again);
      const admitted = await admit(tx, participant, entered.value, file);
      if (!admitted.ok) return admitted;
      const invalid = problems.length > 0;
      if (invalid && admitted.value.allowance.failedLeft === 0) return tooManyFailed(entered.value);
      const receipt = await insert(tx, viewer, request, file, entered.value, admitted.value, problems);
      await (isSealed(file)
        ? consumeUpload(tx, file, String(receipt.submissionId))
        : storeFile(file.path, file.sha256));
      return ok(receipt);
    });
  } catch (error) {
    if (isDiskFull(error)) return refuse(STORAGE_FULL);
    // The same key arrived twice at once: the other request's receipt is this one's too.
    const again = isUniqueViolation(error) ? await earlierReceipt(db(), viewer, request, file) : null;
    if (again) return again;
    throw error;
  }
}

async function claimFile(tx: Tx, file: ArrivedFile): Promise<Result<Claim>> {
  return isSealed(file) ? claimUpload(tx, file) : ok({ became: null });
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
  file: Pick<ArrivedFile, 'bytes' | 'receivedAt'>,
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
