import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/**
 * The port for the next start of a data folder's server: the last start's where it is free, so that those who know its
 * address go on knowing it, another one otherwise.
 */
export async function portFor(folder: string): Promise<number> {
  const last = lastPort(folder);
  if (last !== null && (await listens(last)) !== null) return last;
  const free = await listens(0);
  if (free === null) throw new Error('No free port on the loopback address');
  return free;
}

/** PostgreSQL notes the options of its last start in postmaster.opts. */
function lastPort(folder: string): number | null {
  try {
    const options = readFileSync(path.join(folder, 'postmaster.opts'), 'utf8');
    const port = /"-p" "(\d+)"/.exec(options)?.[1];
    return port === undefined ? null : Number(port);
  } catch {
    return null; // never started
  }
}

/** The port listened on for a moment (0: any that is free); null when it is taken. */
function listens(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : null));
    });
  });
}
