import { spawn } from 'node:child_process';
import path from 'node:path';
import type { RunAs } from '@/lib/platform/postgres/binaries';

export interface Ran {
  readonly code: number;
  /** The end of what it printed. */
  readonly output: string;
}

/** Runs one of PostgreSQL's programs to its end. */
export function tryRun(runAs: RunAs, command: string, args: readonly string[]): Promise<Ran> {
  const { prefix, uid, gid } = runAs;
  const [file = command, ...rest] = [...prefix, command, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { NODE_ENV: 'production', PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-10_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    // 'exit', not 'close': the server that pg_ctl leaves behind keeps the pipes open.
    child.on('exit', (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code: code ?? 1, output });
    });
  });
}

/** The same; throws with what it printed when it fails. */
export async function run(runAs: RunAs, command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await tryRun(runAs, command, args);
  if (code !== 0) throw new Error(`${path.basename(command)} failed with exit code ${code}:\n${output}`);
}
