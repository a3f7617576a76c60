import type PgBoss from 'pg-boss';
import { log } from '@/lib/platform/log';
import { onEnqueued } from '@/lib/platform/queue/live';

/** Without a call, the queue is looked into this often: for retries, and in case a call was missed. */
const POLL_MS = 1_000;

export interface WorkLoop {
  /** Takes no further jobs and waits for those under way. */
  stop(): Promise<void>;
}

/**
 * Takes jobs of one kind and runs up to `concurrency` at a time, each completed or failed by itself. A thrown error fails
 * the try; the queue starts the next one until the job's tries are used up.
 */
export function startWorkLoop<Data extends object>(
  boss: PgBoss,
  name: string,
  concurrency: number,
  handle: (data: Data, retry: { readonly isLast: boolean }) => Promise<void>,
): WorkLoop {
  let stopped = false;
  let wake: () => void = () => undefined;
  const running = new Set<Promise<void>>();
  const unsubscribe = onEnqueued((job) => {
    if (job === null || job === name) wake();
  });

  const runOne = async (job: PgBoss.JobWithMetadata<Data>): Promise<void> => {
    try {
      await handle(job.data, { isLast: job.retryCount >= job.retryLimit });
      await boss.complete(name, job.id);
    } catch (error) {
      log.error({ err: error, job: name, data: job.data, try: job.retryCount + 1 }, 'a job failed');
      const message = error instanceof Error ? error.message : String(error);
      await boss
        .fail(name, job.id, { message })
        .catch((err: unknown) => log.error({ err }, 'a failure was not recorded'));
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
