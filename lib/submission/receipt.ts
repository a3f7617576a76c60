import { loadCompetition } from '@/lib/assignment/competition';
import type { Db, Tx } from '@/lib/platform/database/client';
import type { Submission } from '@/lib/platform/prisma-client/client';
import type { Problem } from '@/lib/platform/result';
import { allowanceAt } from '@/lib/submission/participant';
import type { Quota } from '@/lib/submission/quota.core';

/** What a student holds in hand after an upload: proof that the file is stored, and how it stands. */
export interface Receipt {
  /** The receipt's number. */
  readonly submissionId: number;
  readonly status: Submission['status'];
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  /** ISO 8601, by the database's clock: when the last byte had arrived. */
  readonly acceptedAt: string;
  readonly late: boolean;
  /** null: no limit. */
  readonly attemptsLeft: number | null;
  /** ISO 8601: when the day of the limit ends. */
  readonly attemptsResetAt: string;
  readonly problems: readonly Problem[];
  /** All of them; `problems` lists the first. */
  readonly problemCount: number;
}

export function receiptOf(submission: Submission, quota: Quota): Receipt {
  return {
    submissionId: submission.id,
    status: submission.status,
    fileName: submission.fileName,
    bytes: submission.fileBytes,
    sha256: submission.sha256,
    acceptedAt: submission.acceptedAt.toISOString(),
    late: submission.late,
    attemptsLeft: quota.left,
    attemptsResetAt: quota.resetsAt.toISOString(),
    problems: (submission.problems as readonly Problem[] | null) ?? [],
    problemCount: submission.problemCount,
  };
}

/** The receipt given earlier for the same idempotency key of the same person; null where there is none. */
export async function findReceipt(
  tx: Db | Tx,
  userId: string,
  request: { readonly competitionId: string; readonly idempotencyKey: string | null },
): Promise<Receipt | null> {
  if (request.idempotencyKey === null) return null;
  const submission = await tx.submission.findFirst({
    where: {
      idempotencyKey: request.idempotencyKey,
      competitionId: request.competitionId,
      participant: { userId },
    },
  });
  return submission && receiptAgain(tx, submission);
}

/** The receipt of a submission by its number, with the attempts as they stand now; null where there is none. */
export async function receiptOfNumber(tx: Db | Tx, id: number): Promise<Receipt | null> {
  const submission = await tx.submission.findUnique({ where: { id } });
  return submission && receiptAgain(tx, submission);
}

async function receiptAgain(tx: Db | Tx, submission: Submission): Promise<Receipt | null> {
  const competition = await loadCompetition(tx, submission.competitionId);
  if (!competition) return null;
  const allowance = await allowanceAt(tx, { competition }, submission.participantId, submission.acceptedAt);
  return receiptOf(submission, allowance.quota);
}
