import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Whether the server process that a data folder names is there (line 1 of postmaster.pid is its number). */
export function serverIsThere(folder: string): boolean {
  try {
    const [pid] = readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there, and another user's
  }
}

/**
 * Ends what a killed server left behind: its workers hold the shared memory, and with it the next start, until they notice.
 * PostgreSQL's own advice is to end them by hand; SIGQUIT is what the server sends them itself. Only Linux tells which
 * processes belong to a folder; elsewhere the next start waits for them.
 */
export function endLeftBehind(folder: string): void {
  if (process.platform !== 'linux' || serverIsThere(folder)) return;
  const home = realpathSync(folder);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!isWorkerOf(pid, home)) continue;
    try {
      process.kill(Number(pid), 'SIGQUIT');
    } catch {
      continue; // gone by itself
    }
  }
}

/** A worker's title begins "postgres: "; a server's is its command line. */
function isWorkerOf(pid: string, home: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/cwd`) !== home) return false;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres: ');
  } catch {
    return false; // gone, or not ours to look at
  }
}
