import { CrewThread, type CrewThreadLimits } from '@/lib/platform/threads/crew-thread';
import { ThreadFailure } from '@/lib/platform/threads/thread-failure';

export interface CrewLimits extends CrewThreadLimits {
  readonly threadsMax: number;
  /** Tasks that wait for a thread; one more is refused as `busy`. */
  readonly waitingMax: number;
  /** A task that found no thread after this long is refused as `busy`; the time in which threads still load doesn't count. */
  readonly waitMsMax: number;
}

/** What belongs together, e.g. all texts of a page: once they have taken `msLeft` of threads, the rest is refused as `timeout`. */
export interface Share {
  msLeft: number;
}

export interface Crew {
  /** Calls the default export of one of the crew's modules in a thread. Throws `ThreadFailure`. */
  run<Answer>(entry: string, task: unknown, share?: Share): Promise<Answer>;
  close(): Promise<void>;
}

interface Job {
  readonly entry: string;
  readonly task: unknown;
  readonly share: Share | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ThreadFailure) => void;
  clock: NodeJS.Timeout;
}

const IDLE_MS = 300_000;

/**
 * Threads that stay loaded for tasks of milliseconds, each with a limit: a thread whose task takes longer is ended and another
 * takes its place, and the tasks of others go on meanwhile. `entries`: the modules, by their paths from the project's root.
 */
export function createCrew(entries: readonly string[], limits: CrewLimits): Crew {
  return new CrewOfThreads(entries, limits);
}

class CrewOfThreads implements Crew {
  private readonly threads = new Set<CrewThread>();
  private waiting: Job[] = [];
  private idle: NodeJS.Timeout | null = null;
  private isClosing = false;

  constructor(
    private readonly entries: readonly string[],
    private readonly limits: CrewLimits,
  ) {}

  run<Answer>(entry: string, task: unknown, share?: Share): Promise<Answer> {
    if (this.waiting.length >= this.limits.waitingMax) return Promise.reject(new ThreadFailure('busy'));
    return new Promise<unknown>((resolve, reject) => {
      const job: Job = { entry, task, share, resolve, reject, clock: this.waitClock(() => job) };
      this.waiting.push(job);
      this.distribute();
    }) as Promise<Answer>;
  }

  async close(): Promise<void> {
    for (const job of this.waiting.splice(0)) this.refuse(job, new ThreadFailure('crash'));
    this.isClosing = true;
    const ends = [...this.threads].map((thread) => thread.close());
    this.isClosing = false;
    if (this.idle) clearTimeout(this.idle);
    await Promise.all(ends);
  }

  /** Hands what waits to the threads that are free, and starts one where none is. */
  private distribute(): void {
    for (const thread of this.threads) {
      if (thread.state !== 'free') continue;
      const job = this.nextJob();
      if (!job) break;
      this.give(thread, job);
    }
    const loading = [...this.threads].filter((thread) => thread.state === 'loading').length;
    if (this.waiting.length > loading && this.threads.size < this.limits.threadsMax) this.start();
    this.rest();
  }

  private nextJob(): Job | null {
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      if (!job.share || job.share.msLeft > 0) return job;
      this.refuse(job, new ThreadFailure('timeout'));
    }
    return null;
  }

  private give(thread: CrewThread, job: Job): void {
    clearTimeout(job.clock);
    const startedAt = performance.now();
    const charge = (): void => {
      if (job.share) job.share.msLeft -= performance.now() - startedAt;
    };
    thread.do(job.entry, job.task, {
      resolve: (value) => {
        charge();
        job.resolve(value);
      },
      reject: (failure) => {
        charge();
        job.reject(failure);
      },
    });
  }

  private start(): void {
    let wasReady = false;
    const thread = new CrewThread(this.entries, this.limits, {
      onFree: () => {
        wasReady = true;
        this.distribute();
      },
      onEnd: (failure) => {
        this.threads.delete(thread);
        // Modules that can't be loaded would be tried for ever: who waits is told.
        if (!wasReady) for (const job of this.waiting.splice(0)) this.refuse(job, failure);
        else if (this.threads.size === 0 && !this.isClosing) this.start();
        this.distribute();
      },
    });
    this.threads.add(thread);
  }

  private waitClock(job: () => Job): NodeJS.Timeout {
    const look = (): void => {
      const someLoad = [...this.threads].some((thread) => thread.state === 'loading');
      const noneWorks = [...this.threads].every((thread) => thread.state === 'loading');
      if (someLoad && noneWorks) job().clock = setTimeout(look, this.limits.waitMsMax);
      else {
        this.waiting = this.waiting.filter((each) => each !== job());
        this.refuse(job(), new ThreadFailure('busy'));
      }
    };
    return setTimeout(look, this.limits.waitMsMax);
  }

  private refuse(job: Job, failure: ThreadFailure): void {
    clearTimeout(job.clock);
    job.reject(failure);
  }

  /** Threads without work do not keep the process alive, and end after a while. */
  private rest(): void {
    if (this.idle) clearTimeout(this.idle);
    const isBusy = this.waiting.length > 0 || [...this.threads].some((thread) => thread.state === 'busy');
    for (const thread of this.threads) thread.hold(isBusy);
    this.idle = isBusy ? null : setTimeout(() => void this.close(), IDLE_MS).unref();
  }
}
