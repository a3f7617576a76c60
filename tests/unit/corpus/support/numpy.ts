import { spawnSync } from 'node:child_process';

const PYTHON = '/usr/bin/python3';

/** Whether Debian's Python has numpy here. */
export const HAS_NUMPY = spawnSync(PYTHON, ['-c', 'import numpy']).status === 0;

/** Runs a Python script and gives what it prints. */
export function runPython(args: readonly string[], input = ''): string {
  const done = spawnSync(PYTHON, [...args], { input, encoding: 'utf8', maxBuffer: 1e8 });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout;
}
