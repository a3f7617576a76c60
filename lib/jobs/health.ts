import { workerIsAlive } from '@/lib/jobs/heartbeat';
import { db } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';
import { programVersion } from '@/lib/platform/version';

export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly database: 'ok' | 'unreachable';
  readonly worker: 'ok' | 'silent' | 'unknown';
  /** Submissions that wait for their score; null where the database can't tell. */
  readonly queue: { readonly waiting: number } | null;
}

/** How the site stands: for monitors, and for nobody's secrets. */
export async function health(): Promise<Health> {
  const version = await programVersion();
  try {
    const waiting = await db().submission.count({ where: { status: { in: ['queued', 'scoring'] } } });
    const worker = (await workerIsAlive()) ? 'ok' : 'silent';
    return {
      status: worker === 'ok' ? 'ok' : 'degraded',
      version,
      database: 'ok',
      worker,
      queue: { waiting },
    };
  } catch (error) {
    log.warn({ err: error }, 'the database does not answer');
    return { status: 'degraded', version, database: 'unreachable', worker: 'unknown', queue: null };
  }
}
