import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { databaseUrl } from '@/lib/platform/database/client';

/**
 * Two sides that meet at a named point, instead of a race one hopes for.
 *
 * Everything a side does runs in an asynchronous context of its own, and every statement sent to the database passes here
 * first. So a side stops before a statement of its own, its transaction open and its locks held, while another runs; the
 * code under test knows nothing of it.
 *
 *     const regrade = startSide(() => commitRegrade(viewer, runId), { stopBefore: /"board_entry"/ });
 *     await regrade.stopped();                  // throws when the side ended without such a statement
 *     const score = startSide(() => scoreSubmission(job, retry));
 *     await score.endedOrBlocked();             // ended, or PostgreSQL says that it waits for another's lock
 *     regrade.goOn();
 *     await Promise.all([regrade.ended, score.ended]);
 *
 * `stopBefore: 'COMMIT'` stops with everything written and nothing to be seen. `everyMeeting` tries all the points there
 * are. For sides in other processes (a started site) see `database-stop.ts`.
 */
export interface Side<T> {
  /** What the work returns or throws. */
  readonly ended: Promise<T>;
  /** The side stands at its point. Throws when it ended without reaching it. */
  stopped(): Promise<void>;
  /** The side has ended, or waits for a lock another transaction holds. Returns which. */
  endedOrBlocked(): Promise<'ended' | 'blocked'>;
  goOn(): void;
}

/** A pattern of the statement's text, all of a text (`COMMIT`), or its number among the side's statements, from 1. */
export type Point = RegExp | string | number;

interface Context {
  readonly pids: Set<number>;
  /** Before a statement: returns what to wait for, or null. */
  arrive(text: string): Promise<void> | null;
}

const contexts = new AsyncLocalStorage<Context>();

type Query = (this: pg.Client & { processID?: number }, ...args: unknown[]) => unknown;

/** Puts the stop in front of every statement of this process; statements of no side pass as they are. */
function watchStatements(): void {
  const prototype = pg.Client.prototype as unknown as { query: Query & { isWatched?: true } };
  if (prototype.query.isWatched) return;
  const send = prototype.query;
  const watched: Query & { isWatched?: true } = function (...args) {
    const context = contexts.getStore();
    if (!context) return send.apply(this, args);
    if (this.processID) context.pids.add(this.processID);
    const first = args[0] as string | { text?: string };
    const wait = context.arrive(typeof first === 'string' ? first : (first.text ?? ''));
    return wait ? wait.then(() => send.apply(this, args)) : send.apply(this, args);
  };
  watched.isWatched = true;
  prototype.query = watched;
}

export function startSide<T>(work: () => Promise<T>, options: { readonly stopBefore?: Point } = {}): Side<T> {
  watchStatements();
  const gate = deferred();
  const reached = deferred();
  let count = 0;
  let isPast = options.stopBefore === undefined;
  const context: Context = {
    pids: new Set(),
    arrive: (text) => {
      count += 1;
      if (isPast || !isAt(options.stopBefore, text, count)) return null;
      isPast = true;
      reached.resolve();
      return gate.promise;
    },
  };
  let hasEnded = false;
  const ended = contexts.run(context, work).finally(() => {
    hasEnded = true;
  });
  ended.catch(() => undefined); // whoever awaits `ended` sees it
  return {
    ended,
    goOn: () => gate.resolve(),
    stopped: () =>
      Promise.race([
        reached.promise,
        ended.then(() => {
          if (!isPast) throw new Error(`the side ended without reaching ${String(options.stopBefore)}`);
        }),
      ]),
    endedOrBlocked: async () => {
      while (!hasEnded) {
        if (await isBlocked([...context.pids])) return 'blocked';
        await Promise.race([ended.catch(() => undefined), pause()]);
      }
      return 'ended';
    },
  };
}

function isAt(point: Point | undefined, text: string, count: number): boolean {
  if (point === undefined) return false;
  if (typeof point === 'number') return count === point;
  return typeof point === 'string' ? text === point : point.test(text);
}

/** Whether one of these connections waits for a lock that another connection holds. */
async function isBlocked(pids: readonly number[]): Promise<boolean> {
  return observe(async (client) => {
    const { rows } = await client.query<{ blocked: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM unnest($1::int[]) AS own(pid) WHERE cardinality(pg_blocking_pids(own.pid)) > 0) AS blocked`,
      [pids],
    );
    return rows[0]?.blocked === true;
  });
}

export interface Meeting<T> {
  /** Makes the state in which both begin, anew for each meeting. */
  arrange(): Promise<T>;
  /** The side that is stopped, before each of its statements in turn. */
  first(state: T): Promise<unknown>;
  /** The side that runs meanwhile, to its end or until it has to wait for the first. */
  second(state: T): Promise<unknown>;
  /** Throws when the state after both is wrong. `point` names the meeting. */
  check(state: T, point: string): Promise<void>;
}

/**
 * Has `second` run at every point of `first`: before its first statement, before its second, and so on to its commit.
 * A side that is refused by throwing has lost; `check` sees what is left. Returns the number of meetings.
 */
export async function everyMeeting<T>({ arrange, first, second, check }: Meeting<T>): Promise<number> {
  for (let point = 1; ; point += 1) {
    const state = await arrange();
    const stopped = startSide(() => first(state), { stopBefore: point });
    const isReached = await stopped.stopped().then(
      () => true,
      () => false,
    );
    if (!isReached) return point - 1;
    const other = startSide(() => second(state));
    const how = await other.endedOrBlocked();
    stopped.goOn();
    const outcomes = await Promise.allSettled([stopped.ended, other.ended]);
    const said = outcomes.map((each) => (each.status === 'fulfilled' ? 'ended' : `threw ${each.reason}`));
    await check(state, `before statement ${point}, the second ${how}; first ${said[0]}, second ${said[1]}`);
  }
}

/** A connection of the test's own, outside every side. */
async function observe<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return contexts.exit(async () => {
    const client = new pg.Client({ connectionString: databaseUrl() });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}
