import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The address of a data directory's embedded database as it says itself that it runs; null when it says it does not. Line 4
 * of postmaster.pid is the port (PostgreSQL manual, "Database File Layout"). Asks nobody: after a crash it may be wrong.
 */
export function runningClusterUrl(dataDir: string, password: string): string | null {
  const file = path.join(dataDir, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return null;
  try {
    const port = readFileSync(file, 'utf8').split('\n')[3]?.trim();
    return port
      ? `postgresql://saddlepoint:${encodeURIComponent(password)}@127.0.0.1:${port}/saddlepoint`
      : null;
  } catch {
    return null; // not ours to read
  }
}
