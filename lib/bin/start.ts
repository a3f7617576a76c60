import { setTimeout as pause } from 'node:timers/promises';
import { buildIfNeeded } from '@/lib/bin/build-if-needed';
import { superviseChild, type Child } from '@/lib/bin/children';
import { prepareDatabase, type Prepared } from '@/lib/bin/prepare';
import { onStopSignals } from '@/lib/bin/stop-signals';
import { ensureFirstInstructorLink } from '@/lib/identity/first-instructor';
import { disconnect } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { watchCluster, type ClusterWatch } from '@/lib/platform/postgres/watch';
import { stopQueue } from '@/lib/platform/queue/boss';
import { missingInProduction } from '@/lib/platform/secrets';

/** `npm start`, and `npm run demo` with `--demo`: everything in the foreground until it is told to stop. */
const demo = process.argv.includes('--demo');

let prepared: Prepared | null = null;
let watch: ClusterWatch | null = null;
const children: Child[] = [];
let stopping = false;
let broken = false;
const building = new AbortController();
const STARTED_MS_MAX = 30_000;
/** The exit code of what Ctrl-C ended (128 + SIGINT). */
const BROKEN_OFF = 130;

async function main(): Promise<void> {
  refuseWithoutSecrets();
  if (demo) process.env.SADDLEPOINT_DEMO = '1';
  const role = env().SADDLEPOINT_ROLE;
  if (role !== 'worker') await buildIfNeeded(building.signal);
  if (stopping) return;
  prepared = await prepareDatabase();
  if (prepared.migrations.length > 0)
    console.error(`Migrated the database: ${prepared.migrations.join(', ')}`);
  if (stopping) return;
  if (prepared.cluster) {
    watch = watchCluster(prepared.cluster, env().dataDir, { moved: databaseMoved, lost: databaseLost });
  }
  if (role !== 'web') children.push(superviseChild('worker'));
  if (demo) {
    const { seedDemo } = await import('@/lib/bin/seed-demo');
    await seedDemo();
  }
  if (stopping) return;
  if (role !== 'worker') children.push(superviseChild('web'));
  await Promise.all(children.map((child) => child.ready));
  const link = demo ? null : await ensureFirstInstructorLink();
  // From here on this process watches and asks the database nothing.
  await stopQueue();
  await disconnect();
  if (link)
    console.log(`Make the first instructor account (this link works once): ${env().publicUrl}${link}`);
  console.log(`ready ${env().publicUrl}`);
}

function refuseWithoutSecrets(): void {
  const missing = missingInProduction();
  if (missing.length === 0) return;
  throw new Error(
    `Not started: in production these must be set, and are not:\n${missing.map((name) => `  ${name}`).join('\n')}\n` +
      'SADDLEPOINT_SECRET: at least 32 random characters (openssl rand -base64 32), kept the same over restarts.\n' +
      'SADDLEPOINT_URL: the address people use, e.g. https://courses.example.edu',
  );
}

function databaseMoved(url: string): void {
  process.env.DATABASE_URL = url;
  for (const child of children) child.restart();
}

function databaseLost(reason: unknown): void {
  console.error('The database ended and does not come up again. The site stops.');
  console.error(reason instanceof Error ? reason.message : reason);
  void stop(1);
}

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  watch?.stop();
  building.abort();
  await Promise.all(children.map((child) => child.stop()));
  // What is just being started will be there then, and is ended too.
  await Promise.race([running, pause(STARTED_MS_MAX)]);
  await Promise.all(children.map((child) => child.stop()));
  await stopQueue();
  await disconnect();
  // Joined, not started here: whoever started it, or who stays connected, goes on with it.
  await prepared?.cluster?.stop({ ifIdle: !prepared.cluster.startedHere });
  process.exit(broken ? BROKEN_OFF : exitCode);
}

/** Asked twice: nothing is waited for. What was receipted is in the database's log and is there at the next start. */
function stopNow(): void {
  broken = true;
  for (const child of children) child.kill();
  const ended = prepared?.cluster?.startedHere ? prepared.cluster.stop({ now: true }) : Promise.resolve();
  void ended.finally(() => process.exit(BROKEN_OFF));
}

onStopSignals({ stop: () => void stop(0), stopNow });

const running = main().catch((error: unknown) => {
  if (stopping) return; // it was ended in the middle of starting
  console.error(error instanceof Error ? error.message : error);
  void stop(1);
});
