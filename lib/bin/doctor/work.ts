import type pg from 'pg';
import { bad, fine, warning, type Finding } from '@/lib/bin/doctor/finding';
import { workerIsAlive } from '@/lib/jobs/heartbeat';
import { JOBS } from '@/lib/jobs/queues';
import { exists } from '@/lib/platform/backup/snapshot';

/** A submission is scored in seconds; one that waits this long waits for something else. */
const WAITING_SECONDS_MAX = 600;

/** A site that is stopped has no worker, and that is no fault. */
export async function checkWorker(): Promise<Finding> {
  return (await workerIsAlive())
    ? fine('worker', 'running')
    : warning('worker', 'not running now; nothing is scored until it does');
}

export async function checkQueue(client: pg.Client): Promise<readonly Finding[]> {
  if (!(await exists(client, 'pgboss.queue')))
    return [warning('queue', 'not laid out; the next start does it')];
  const { rows: queues } = await client.query<{ name: string }>('SELECT name FROM pgboss.queue');
  const there = new Set(queues.map((row) => row.name));
  const lacking = JOBS.map((job) => job.name).filter((name) => !there.has(name));
  const layout =
    lacking.length === 0
      ? fine('queue', `${JOBS.length} kinds of jobs`)
      : warning('queue', `the next start lays out: ${lacking.join(', ')}`);
  return [layout, await checkSubmissions(client)];
}

async function checkSubmissions(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ waiting: number; oldest: number | null; failed: number }>(
    `SELECT (count(*) FILTER (WHERE status IN ('queued', 'scoring')))::int AS waiting,
            (extract(epoch FROM app_now() - min(accepted_at) FILTER (WHERE status IN ('queued', 'scoring'))))::float8 AS oldest,
            (count(*) FILTER (WHERE status = 'failed'))::int AS failed
     FROM submission`,
  );
  const { waiting = 0, oldest = null, failed = 0 } = rows[0] ?? {};
  const detail = `${waiting} wait for their score, ${failed} were set aside`;
  if (oldest !== null && oldest > WAITING_SECONDS_MAX)
    return bad('submissions', `${detail}; the oldest waits for ${Math.round(oldest / 60)} minutes`);
  return failed > 0 ? warning('submissions', detail) : fine('submissions', detail);
}
