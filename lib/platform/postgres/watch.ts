import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { log } from '@/lib/platform/log';
import type { RunningCluster } from '@/lib/platform/postgres/cluster';

const LOOK_MS = 500;
/** A database that does not come up again for this long, with room on its disk, will not. */
const REVIVE_MS_MAX = 9_000;
/** Two segments of the write-ahead log, and what recovery writes beside them. */
const ROOM_BYTES_MIN = 48 * 1024 * 1024;

export interface ClusterWatch {
  stop(): void;
}

/**
 * Looks after the embedded database: one that ended is started again. On a full disk that is tried until there is room;
 * otherwise `lost` is called after ten seconds. `moved` is called when it came up at another address than before.
 */
export function watchCluster(
  cluster: RunningCluster,
  dataDir: string,
  on: { readonly moved: (url: string) => void; readonly lost: (reason: unknown) => void },
): ClusterWatch {
  let isOver = false;
  let known = cluster.url;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      await pause(LOOK_MS);
      if (isOver || cluster.isAlive()) continue;
      log.error('the database ended and is started again');
      const url = await bringBack(cluster, dataDir, () => isOver);
      if (url === null) return;
      log.warn('the database is back');
      if (url !== known) on.moved(url);
      known = url;
    }
  };
  watch().catch((error: unknown) => {
    if (!isOver) on.lost(error);
  });
  return {
    stop: () => {
      isOver = true;
    },
  };
}

/** Its address once it is up; null when nobody wants it any more. */
async function bringBack(
  cluster: RunningCluster,
  dataDir: string,
  isUnwanted: () => boolean,
): Promise<string | null> {
  let since = performance.now();
  let saysFull = false;
  for (;;) {
    if (isUnwanted()) return null;
    try {
      return await cluster.revive();
    } catch (error) {
      if (await isFull(dataDir)) {
        if (!saysFull) log.error({ err: error }, 'the disk is full; the database waits for room');
        saysFull = true;
        since = performance.now();
      } else if (performance.now() - since > REVIVE_MS_MAX) {
        throw error;
      }
    }
    await pause(LOOK_MS);
  }
}

async function isFull(dataDir: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize < ROOM_BYTES_MIN;
}
