import { setTimeout as pause } from 'node:timers/promises';
import type PgBoss from 'pg-boss';
import { db, type Tx } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';
import { onEnqueued } from '@/lib/platform/queue/live';
import { isMachineAtFault } from '@/lib/platform/unavailable.core';

/** Without a call, the queue is looked into this often: for retries, and in case a call was missed. */
const POLL_MS = 1_000;

/** What a kind of job does. */
export interface JobHandler<Data extends object> {
  /** One try. A thrown error fails it. */
  run(data: Data, retry: { readonly isLast: boolean }): Promise<void>;
  /**
   * Puts on record that there will be no further try. Called when the last one ended without an outcome, as one whose process
   * was killed does. Changes nothing where there is an outcome.
   */
  abandon(data: Data, failure: string): Promise<void>;
  /** Forgets a try that was counted with what the job is about: the machine kept it from being one. */
  untry?(tx: Tx, data: Data): Promise<void>;
}

export interface WorkLoop {
  /** Takes no further jobs and waits for those under way. */
  stop(): Promise<void>;
}

/**
 * Takes jobs of one kind and runs up to `concurrency` at a time, each completed or failed by itself. A thrown error fails
 * the try; the queue starts the next one until the job's tries are used up. It then delivers the job once more, to be
 * abandoned: a try whose process was killed can't say itself that it was the last (A98). A try that a full disk or an absent
 * database ended is none: the job waits for them (A112).
 */
export function startWorkLoop<Data extends object>(
  boss: PgBoss,
  name: string,
  concurrency: number,
  handler: JobHandler<Data>,
): WorkLoop {
  let stopped = false;
  let wake: () => void = () => undefined;
  const running = new Set<Promise<void>>();
  const unsubscribe = onEnqueued((job) => {
    if (job === null || job === name) wake();
  });

  const abandon = async (job: PgBoss.JobWithMetadata<Data>): Promise<void> => {
    const failure = `It was tried ${job.retryCount} times and never came to an end; the process that did it may have been killed each time.`;
    log.error({ job: name, data: job.data }, 'a job is set aside');
    await handler.abandon(job.data, failure);
    await boss.fail(name, job.id, { message: failure });
  };

  const runOne = async (job: PgBoss.JobWithMetadata<Data>): Promise<void> => {
    try {
      if (job.retryCount >= job.retryLimit) return await abandon(job);
      await handler.run(job.data, { isLast: job.retryCount === job.retryLimit - 1 });
      await boss.complete(name, job.id);
    } catch (error) {
      log.error({ err: error, job: name, data: job.data, try: job.retryCount + 1 }, 'a job failed');
      if (isMachineAtFault(error)) return putBack(job);
      const message = error instanceof Error ? error.message : String(error);
      await boss
        .fail(name, job.id, { message })
        .catch((err: unknown) => log.error({ err }, 'a failure was not recorded'));
    }
  };

  /** For a later delivery that counts as the same try. Asked for until the database takes it: nothing else works either. */
  const putBack = async (job: PgBoss.JobWithMetadata<Data>): Promise<void> => {
    while (!stopped) {
      try {
        await db().$transaction(async (tx) => {
          const put = await tx.$executeRaw`
            UPDATE pgboss.job SET state = 'retry', started_on = NULL, start_after = now() + interval '1 second'
            WHERE name = ${name} AND id = ${job.id}::uuid AND state = 'active'`;
          if (put > 0) await handler.untry?.(tx, job.data);
        });
        return;
      } catch (error) {
        log.warn({ err: error, job: name }, 'a job could not be put back yet');
        await pause(POLL_MS);
      }
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const jobs = await fetchJobs<Data>(boss, name, concurrency - running.size);
      for (const job of jobs) {
        const run = runOne(job).finally(() => {
          running.delete(run);
          wake();
        });
        running.add(run);
      }
      if (jobs.length === 0 || running.size >= concurrency) await atMost(woken, POLL_MS);
    }
    await Promise.all(running);
  };
  const done = loop();
  return {
    stop: async () => {
      stopped = true;
      unsubscribe();
      wake();
      await done;
    },
  };
}

async function fetchJobs<Data extends object>(
  boss: PgBoss,
  name: string,
  batchSize: number,
): Promise<PgBoss.JobWithMetadata<Data>[]> {
  if (batchSize <= 0) return [];
  try {
    return await boss.fetch<Data>(name, { batchSize, includeMetadata: true });
  } catch (error) {
    // The database is away for a moment; the next round asks again.
    log.warn({ err: error, job: name }, 'the queue did not answer');
    return [];
  }
}

function atMost(promise: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void promise.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
