import { Piscina } from 'piscina';
import { threadEnvironment, threadFile } from '@/lib/platform/threads/entry';
import { reasonOf, ThreadFailure } from '@/lib/platform/threads/thread-failure';

export { ThreadFailure } from '@/lib/platform/threads/thread-failure';

export interface PoolLimits {
  readonly threadsMax: number;
  /** From the moment a thread takes the task; waiting for one doesn't count. */
  readonly timeMsMax: number;
  /** JavaScript heap of a thread. The arrays of a prediction lie outside it and are bounded by the size of its file. */
  readonly heapMbMax: number;
}

export const POOL_LIMITS: PoolLimits = { threadsMax: 2, timeMsMax: 60_000, heapMbMax: 512 };

/** A thread without work ends after this long. */
const IDLE_MS = 60_000;

export interface ThreadPool {
  /** Calls the default export of a module, given by its path from the project's root, in a thread. Throws `ThreadFailure`. */
  run<Answer>(entry: string, task: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/** Threads for work of seconds: files of predictions, archives, numerics. What they run is found by `threadFile`. */
export function createPool(limits: PoolLimits = POOL_LIMITS): ThreadPool {
  const turns = new Turns(limits.threadsMax);
  const pool = new Piscina({
    minThreads: 0,
    maxThreads: limits.threadsMax,
    idleTimeout: IDLE_MS,
    // What started this process (tsx, for one) is not to slow its threads down.
    execArgv: [],
    env: threadEnvironment(),
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMbMax, maxYoungGenerationSizeMb: 32 },
    // Atomics would block an idle thread instead of letting it wait, and gain nothing for tasks of this size.
    atomics: 'disabled',
    recordTiming: false,
  });
  return {
    run: async <Answer>(entry: string, task: unknown) => {
      await turns.take();
      try {
        return await runNow<Answer>(pool, await threadFile(entry), task, limits.timeMsMax);
      } finally {
        turns.give();
      }
    },
    close: () => pool.destroy(),
  };
}

/** Runs a task at once: there are never more at a time than threads, so the clock starts with the work. */
async function runNow<Answer>(
  pool: Piscina,
  filename: string,
  task: unknown,
  timeMsMax: number,
): Promise<Answer> {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), timeMsMax);
  try {
    return (await pool.run(task, { filename, signal: stop.signal })) as Answer;
  } catch (error) {
    throw new ThreadFailure(stop.signal.aborted ? 'timeout' : reasonOf(error), { cause: error });
  } finally {
    clearTimeout(clock);
  }
}

/** Lets so many through at a time; the rest wait, first come first served. */
class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async take(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  give(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}

/** One pool a process, also where a bundler has made several copies of this module. */
const SHARED = Symbol.for('saddlepoint.threads.pool');
const processWide = globalThis as { [SHARED]?: ThreadPool };

export function sharedPool(): ThreadPool {
  return (processWide[SHARED] ??= createPool());
}

/** Ends the shared threads, so that a process can end; they start again when needed. */
export async function closeSharedPool(): Promise<void> {
  const pool = processWide[SHARED];
  delete processWide[SHARED];
  await pool?.close();
}
