import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { log } from '@/lib/platform/log';
import { projectRoot } from '@/lib/platform/root';

const RESTART_MS = 1_000;
const STOP_MS_MAX = 35_000;

export interface Child {
  /** Resolves when the process said it is ready; rejects when it ended before. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** Starts `lib/bin/<name>.ts` as a process of its own and starts it again whenever it dies. */
export function superviseChild(name: 'web' | 'worker'): Child {
  let stopping = false;
  let child: ChildProcess;
  let settle: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });

  const start = (): void => {
    child = spawn(process.execPath, ['--import', 'tsx', path.join('lib', 'bin', `${name}.ts`)], {
      cwd: projectRoot(),
      env: { ...process.env, NODE_ENV: 'production', SADDLEPOINT_ROOT: projectRoot() },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A group of its own: Ctrl-C reaches this process, which stops its children in order.
      detached: true,
    });
    child.on('message', (message) => {
      if (message === 'ready') settle?.resolve();
      if (message === 'ready') settle = null;
    });
    child.on('exit', (code, signal) => {
      if (stopping) return;
      if (settle) {
        settle.reject(
          new Error(`the ${name} process ended before it was ready (${signal ?? `exit code ${code}`})`),
        );
        settle = null;
        return;
      }
      log.error({ process: name, code, signal }, 'a process ended and is started again');
      setTimeout(() => {
        if (!stopping) start();
      }, RESTART_MS);
    });
  };
  start();

  return {
    ready,
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
  };
}
