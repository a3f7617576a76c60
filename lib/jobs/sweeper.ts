import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { tellNews } from '@/lib/jobs/news';
import { removeOrphans } from '@/lib/jobs/orphans';
import { checkStore } from '@/lib/jobs/store-check';
import { sendWaitingScores } from '@/lib/lti/send-scores';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { temporaryFolder } from '@/lib/platform/files/folders';
import { log } from '@/lib/platform/log';
import { closeMail, sendWaitingMail } from '@/lib/platform/mail/outbox';
import { enqueue } from '@/lib/platform/queue/boss';
import { sendWaitingWebhooks } from '@/lib/platform/webhooks/outbox';
import { gradeClosedQuizzes } from '@/lib/quiz/grade-closed';
import { tellOfDisabled } from '@/lib/staff/webhooks';
import { scoreSubmissionJob } from '@/lib/submission/score-submission.job';
import { sweepUnnamedFiles, sweepUploads, releaseRefusedFiles } from '@/lib/upload/sweep';

const SWEEP_INTERVAL_MS = 20_000;
/** A temporary file this old belongs to no request that still runs. */
const TEMPORARY_MS_MAX = 3 * 3_600_000;

export interface Sweeper {
  stop(): Promise<void>;
}

/** Looks, again and again, for what is stored and not scored, what waits to be sent, and what nobody will finish. */
export function startSweeper(): Sweeper {
  const ending = new AbortController();
  const rounds = STEPS.map((step) => {
    const round = new Round(step, ending.signal);
    round.begin();
    return round;
  });
  const timer = setInterval(() => rounds.forEach((round) => round.begin()), SWEEP_INTERVAL_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      ending.abort();
      await Promise.all(rounds.map((round) => round.running));
      closeMail();
    },
  };
}

type Step = (signal: AbortSignal) => Promise<unknown>;

/** A step of its own: one that is slow or fails keeps none of the others from their turn. It runs once at a time. */
class Round {
  running: Promise<void> | null = null;

  constructor(
    private readonly step: Step,
    private readonly signal: AbortSignal,
  ) {}

  begin(): void {
    this.running ??= this.run().finally(() => (this.running = null));
  }

  private async run(): Promise<void> {
    try {
      await this.step(this.signal);
    } catch (error) {
      log.warn({ err: error }, 'the sweeper will try again');
    }
  }
}

const STEPS: readonly Step[] = [
  requeueForgotten,
  gradeClosedQuizzes,
  sendWaitingMail,
  tellNews,
  (signal) => sendWaitingWebhooks(tellOfDisabled, { signal }),
  sendWaitingScores,
  sweepUploads,
  () => sweepUnnamedFiles(),
  () => releaseRefusedFiles(env().SADDLEPOINT_REFUSED_DAYS),
  () => removeOldTemporaryFiles(),
  removeOrphansNowAndThen,
  () => checkStore(),
];

/** Every stored file is looked at: often enough once in a while. */
const ORPHANS_INTERVAL_MS = 6 * 3_600_000;
let orphansRemovedAt = 0;

async function removeOrphansNowAndThen(): Promise<void> {
  if (Date.now() - orphansRemovedAt < ORPHANS_INTERVAL_MS) return;
  orphansRemovedAt = Date.now();
  await removeOrphans();
}

/**
 * Enqueues every submission that waits for a score and has no job that would give it one. Jobs and submissions are written
 * in one transaction, so this finds something only after a job was lost by hand or by a restore. One that has used up its
 * tries gets no further: its job sets it aside.
 */
export async function requeueForgotten(): Promise<number> {
  const forgotten = await db().$queryRaw<{ id: number }[]>`
    SELECT s.id FROM submission s
    WHERE s.status IN ('queued', 'scoring') AND s.accepted_at < app_now() - interval '5 seconds'
      AND NOT EXISTS (
        SELECT 1 FROM pgboss.job j
        WHERE j.name = ${scoreSubmissionJob.name} AND j.state IN ('created', 'retry', 'active')
          AND (j.data->>'submissionId')::int = s.id)
    LIMIT 1000`;
  if (forgotten.length > 0) {
    log.warn(
      { submissions: forgotten.map((each) => each.id) },
      'submissions without a job are enqueued again',
    );
    await db().$transaction(async (tx) => {
      for (const { id } of forgotten) await enqueue(tx, scoreSubmissionJob, { submissionId: id });
    });
  }
  return forgotten.length;
}

/** Orphans of a process that was killed (A71). */
export async function removeOldTemporaryFiles(olderThanMs: number = TEMPORARY_MS_MAX): Promise<number> {
  const folder = temporaryFolder();
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  let removed = 0;
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null); // removed by its owner meanwhile
    if (!found || Date.now() - found.mtimeMs < olderThanMs) continue;
    await rm(file, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
