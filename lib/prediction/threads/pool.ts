import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { projectRoot } from '@/lib/platform/root';

/** Why a thread gave no answer. The task may be tried again; other tasks are not affected. */
export type ThreadFailureReason = 'timeout' | 'out_of_memory' | 'crash';

export class ThreadFailure extends Error {
  constructor(
    readonly reason: ThreadFailureReason,
    options: ErrorOptions,
  ) {
    super(MESSAGES[reason], options);
    this.name = 'ThreadFailure';
  }
}

const MESSAGES: Readonly<Record<ThreadFailureReason, string>> = {
  timeout: 'reading the file took too long and was stopped',
  out_of_memory: 'reading the file took too much memory and was stopped',
  crash: 'the thread that read the file failed',
};

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

/**
 * Threads that run modules of this project as they are, in TypeScript. Paths are put together at run time from the project's
 * root: a bundler that saw a URL relative to this module would pack the entry away.
 */
export function createPool(limits: PoolLimits = POOL_LIMITS): ThreadPool {
  const root = projectRoot();
  const tsx = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  const pool = new Piscina({
    minThreads: 0,
    maxThreads: limits.threadsMax,
    idleTimeout: IDLE_MS,
    execArgv: ['--import', tsx],
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json') },
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMbMax, maxYoungGenerationSizeMb: 32 },
    // Atomics would block an idle thread instead of letting it wait, and gain nothing for tasks of this size.
    atomics: 'disabled',
    recordTiming: false,
  });
  const turns = new Turns(limits.threadsMax);
  return {
    run: async <Answer>(entry: string, task: unknown) => {
      await turns.take();
      try {
        return await runNow<Answer>(pool, path.join(root, entry), task, limits.timeMsMax);
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

function reasonOf(error: unknown): ThreadFailureReason {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'crash';
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
const SHARED = Symbol.for('saddlepoint.prediction.threads');
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
