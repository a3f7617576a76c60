import { workerIsAlive } from '@/lib/jobs/heartbeat';
import { db } from '@/lib/platform/database/client';
import { bytesAboveReserve } from '@/lib/platform/files/disk';
import { openDamage } from '@/lib/platform/files/store-damage';
import { log } from '@/lib/platform/log';
import { programVersion } from '@/lib/platform/version';

export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly database: 'ok' | 'unreachable';
  readonly worker: 'ok' | 'silent' | 'unknown';
  /** full: the reserve is reached, and nothing but reading goes on. */
  readonly disk: 'ok' | 'full';
  /** damaged: stored files are not what their hashes say; `saddlepoint doctor` names them. */
  readonly files: 'ok' | 'damaged' | 'unknown';
  /** Submissions that wait for their score; null where the database can't tell. */
  readonly queue: { readonly waiting: number } | null;
}

/** How the site stands: for monitors, and for nobody's secrets. */
export async function health(): Promise<Health> {
  const version = await programVersion();
  const disk = (await bytesAboveReserve()) > 0 ? 'ok' : 'full';
  try {
    const waiting = await db().submission.count({ where: { status: { in: ['queued', 'scoring'] } } });
    const worker = (await workerIsAlive()) ? 'ok' : 'silent';
    const files = (await openDamage()).length === 0 ? 'ok' : 'damaged';
    const isWell = worker === 'ok' && disk === 'ok' && files === 'ok';
    const status = isWell ? 'ok' : 'degraded';
    return { status, version, database: 'ok', worker, disk, files, queue: { waiting } };
  } catch (error) {
    log.warn({ err: error }, 'the database does not answer');
    return {
      status: 'degraded',
      version,
      database: 'unreachable',
      worker: 'unknown',
      disk,
      files: 'unknown',
      queue: null,
    };
  }
}
