import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { log } from '@/lib/platform/log';
import { projectRoot } from '@/lib/platform/root';

const RESTART_MS_MIN = 500;
const RESTART_MS_MAX = 10_000;
/** One that ran for this long did not end because it can't run. */
const SETTLED_MS = 60_000;
const STOP_MS_MAX = 35_000;

export interface Child {
  /** Resolves when the process said it is ready; rejects when it ended before. */
  readonly ready: Promise<void>;
  /** Ends it; it is started again at once, with the environment as it is then. */
  restart(): void;
  stop(): Promise<void>;
  kill(): void;
}

/**
 * Starts `lib/bin/<name>.ts` as a process of its own and starts it again whenever it dies: after half a second, and after
 * twice as long each time, up to ten seconds, while it keeps dying.
 */
export function superviseChild(name: 'web' | 'worker'): Child {
  let stopping = false;
  let wait = RESTART_MS_MIN;
  let isWanted = false; // ended on purpose, to be started again
  let child: ChildProcess;
  let settle: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });

  const start = (): void => {
    const startedAt = performance.now();
    child = spawnChild(name);
    child.on('message', (message) => {
      if (message === 'ready') settle?.resolve();
      if (message === 'ready') settle = null;
    });
    child.on('exit', (code, signal) => {
      if (settle) {
        settle.reject(
          new Error(`the ${name} process ended before it was ready (${signal ?? `exit code ${code}`})`),
        );
        settle = null;
        return;
      }
      if (stopping) return;
      if (isWanted || performance.now() - startedAt > SETTLED_MS) wait = RESTART_MS_MIN;
      log.error({ process: name, code, signal, wait }, 'a process ended and is started again');
      setTimeout(() => {
        if (!stopping) start();
      }, wait);
      wait = Math.min(wait * 2, RESTART_MS_MAX);
      isWanted = false;
    });
  };
  start();

  return {
    ready,
    restart: () => {
      isWanted = true;
      child.kill('SIGTERM');
    },
    stop: () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        child.kill('SIGTERM');
      });
    },
    kill: () => {
      stopping = true;
      child.kill('SIGKILL');
    },
  };
}

function spawnChild(name: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', path.join('lib', 'bin', `${name}.ts`)], {
    cwd: projectRoot(),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      SADDLEPOINT_ROOT: projectRoot(),
      SADDLEPOINT_PROCESS: name,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C reaches this process, which stops its children in order.
    detached: true,
  });
}
