import { execFileSync } from 'node:child_process';
import { createWriteStream, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { databasePid, start, type Running } from '../../tests/site/support';
import type { Planned } from './plan';

const DISK_MB = 700;
const BLOCK = Buffer.alloc(1_000_000);

export interface SoakSite {
  readonly running: Running;
  readonly dataDir: string;
  /** Whether the data directory is a small file system of its own, which can be filled. */
  readonly hasOwnDisk: boolean;
  /** Does what is planned for the processes and the disk, and takes back what can be taken back. */
  trouble(planned: Planned): Promise<void>;
  remove(): Promise<void>;
}

/** `onEnd` is called when the site ends by itself: nobody will ever answer its clients again. */
export async function startSite(onEnd: (code: number | null) => void): Promise<SoakSite> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'saddlepoint-soak-'));
  const hasOwnDisk = mountSmallDisk(dataDir);
  const many = '1000000';
  const running = await start(dataDir, {
    SADDLEPOINT_API_READS: many,
    SADDLEPOINT_API_WRITES: many,
    SADDLEPOINT_HANDIN_VERSIONS: many,
    SADDLEPOINT_DISK_RESERVE_MB: '20',
    SADDLEPOINT_STATEMENT_SECONDS: '10',
    LOG_LEVEL: 'silent',
  });
  let isWanted = true;
  void running.ended.then((code) => (isWanted ? onEnd(code) : undefined));
  const removeDisk = (): void => {
    if (hasOwnDisk) execFileSync('umount', ['--lazy', dataDir]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return {
    running,
    dataDir,
    hasOwnDisk,
    trouble: (planned) => trouble(running, dataDir, planned),
    remove: async () => {
      isWanted = false;
      await running.stop();
      removeDisk();
    },
  };
}

/** A file system in memory; only a privileged user may mount one. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=0755`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

async function trouble(
  running: Running,
  dataDir: string,
  { trouble: kind, seconds }: Planned,
): Promise<void> {
  switch (kind) {
    case 'kill web':
      return running.killChild('web');
    case 'kill worker':
      return running.killChild('worker');
    case 'kill database':
      return signalServer(dataDir, 'SIGKILL');
    case 'stop database':
      return signalServer(dataDir, 'SIGINT');
    case 'freeze database':
      return freeze(dataDir, seconds);
    case 'fill disk':
      return fill(dataDir, seconds);
    case 'regrade':
    case 'grades':
      return; // the teacher's
  }
}

function signalServer(dataDir: string, signal: 'SIGKILL' | 'SIGINT'): void {
  try {
    process.kill(databasePid(dataDir), signal);
  } catch {
    return; // it is just not there
  }
}

/** All processes of the database stand still: connections stay open and nothing answers. */
async function freeze(dataDir: string, seconds: number): Promise<void> {
  const stopped = databaseProcesses(dataDir);
  signalAll(stopped, 'SIGSTOP');
  await pause(seconds * 1_000);
  signalAll(stopped, 'SIGCONT');
}

function databaseProcesses(dataDir: string): number[] {
  const home = path.join(dataDir, 'postgres');
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === home && readFileSync(`/proc/${pid}/comm`, 'utf8') !== '';
      } catch {
        return false; // gone
      }
    })
    .map(Number);
}

function signalAll(pids: readonly number[], signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      continue; // gone
    }
  }
}

/** Takes the last byte of the disk, holds it, and again whatever becomes free. */
async function fill(dataDir: string, seconds: number): Promise<void> {
  const file = path.join(dataDir, 'filler');
  const until = Date.now() + seconds * 1_000;
  const stream = createWriteStream(file);
  const isFull = new Promise<void>((resolve) => stream.on('error', () => resolve()));
  const write = async (): Promise<void> => {
    for (;;)
      if (!stream.write(BLOCK)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  };
  await Promise.race([isFull, write().catch(() => undefined)]);
  while (Date.now() < until) await pause(100);
  stream.destroy();
  rmSync(file, { force: true });
}
