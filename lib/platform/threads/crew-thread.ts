import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CrewAnswer, CrewTask, CrewThreadData } from '@/lib/platform/threads/crew.types';
import { threadEnvironment, threadFile } from '@/lib/platform/threads/entry';
import { reasonOf, ThreadFailure } from '@/lib/platform/threads/thread-failure';

const RUNNER = 'lib/platform/threads/crew.thread.ts';
/** Loading is our own code: a machine that takes this long for it has other troubles. */
const LOAD_MS_MAX = 60_000;
/** A task may take this many times its time by the clock where the machine is busy with others. */
const CLOCK_SHARE_MAX = 10;
const LOOK_AGAIN_MS = 100;

export interface CrewThreadLimits {
  /** Time of the processor that a task may take, in milliseconds. */
  readonly taskMsMax: number;
  readonly heapMbMax: number;
}

interface Events {
  /** It takes a task from now on. */
  readonly onFree: () => void;
  /** It has ended, for whatever reason, and takes none any more. */
  readonly onEnd: (failure: ThreadFailure) => void;
}

export interface Doing {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: ThreadFailure) => void;
}

/** One thread of a crew: loads its modules, then does one task at a time; a task that takes too long ends it. */
export class CrewThread {
  state: 'loading' | 'free' | 'busy' | 'ended' = 'loading';
  private worker: Worker | null = null;
  private isHeld = true;
  private threadId: string | null = null;
  private doing: Doing | null = null;
  private clock: NodeJS.Timeout;

  constructor(
    entries: readonly string[],
    private readonly limits: CrewThreadLimits,
    private readonly events: Events,
  ) {
    this.clock = setTimeout(() => this.end(new ThreadFailure('crash')), LOAD_MS_MAX);
    this.load(entries).catch((error: unknown) => this.end(new ThreadFailure('crash', { cause: error })));
  }

  private async load(entries: readonly string[]): Promise<void> {
    const runner = await threadFile(RUNNER);
    const modules = await Promise.all(
      entries.map(async (entry) => [entry, pathToFileURL(await threadFile(entry)).href] as const),
    );
    if (this.state === 'ended') return;
    const data: CrewThreadData = { entries: Object.fromEntries(modules) };
    this.worker = new Worker(/* turbopackIgnore: true */ runner, {
      workerData: data,
      execArgv: [],
      env: threadEnvironment(),
      resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMbMax, maxYoungGenerationSizeMb: 32 },
    });
    this.worker.on('message', (answer: CrewAnswer) => this.hear(answer));
    this.worker.on('error', (error) => this.end(new ThreadFailure(reasonOf(error), { cause: error })));
    this.worker.on('exit', () => this.end(new ThreadFailure('crash')));
    this.hold(this.isHeld);
  }

  /** Does a task and tells how it went before it is free again. Only for a thread that is free. */
  do(entry: string, task: unknown, doing: Doing): void {
    this.state = 'busy';
    this.doing = doing;
    this.worker?.postMessage({ entry, task } satisfies CrewTask);
    this.watch(performance.now(), this.processorMs());
  }

  /** Keeps the process alive, or no longer. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (isHeld) this.worker?.ref();
    else this.worker?.unref();
  }

  async close(): Promise<void> {
    this.end(new ThreadFailure('crash'));
    await this.worker?.terminate();
  }

  private hear(answer: CrewAnswer): void {
    if (this.state === 'ended') return;
    clearTimeout(this.clock);
    const { doing } = this;
    this.doing = null;
    if (answer.kind === 'ready') this.threadId = answer.threadId;
    else if (answer.kind === 'done') doing?.resolve(answer.value);
    else doing?.reject(new ThreadFailure('crash', { cause: new Error(answer.message) }));
    this.state = 'free';
    this.events.onFree();
  }

  /** Where the kernel tells how long a thread has run, that counts: on a busy machine the clock would stop what is quick. */
  private watch(startedAt: number, processorBefore: number | null): void {
    const { taskMsMax } = this.limits;
    const look = (): void => {
      const processor = this.processorMs();
      const byClock = performance.now() - startedAt;
      const left =
        processor === null || processorBefore === null ? 0 : taskMsMax - (processor - processorBefore);
      if (left > 0 && byClock < taskMsMax * CLOCK_SHARE_MAX)
        this.clock = setTimeout(look, Math.max(left, LOOK_AGAIN_MS));
      else this.end(new ThreadFailure('timeout'));
    };
    this.clock = setTimeout(look, taskMsMax);
  }

  /** Processor time of the thread so far; null where the system does not tell. */
  private processorMs(): number | null {
    if (this.threadId === null) return null;
    try {
      const [nanoseconds] = readFileSync(`/proc/self/task/${this.threadId}/schedstat`, 'utf8').split(' ');
      return Number(nanoseconds) / 1e6;
    } catch {
      return null; // it is just ending, or the kernel keeps no such account
    }
  }

  private end(failure: ThreadFailure): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    clearTimeout(this.clock);
    this.doing?.reject(failure);
    this.doing = null;
    void this.worker?.terminate();
    this.events.onEnd(failure);
  }
}
