import { buildIfNeeded } from '@/lib/bin/build-if-needed';
import { superviseChild, type Child } from '@/lib/bin/children';
import { prepareDatabase, type Prepared } from '@/lib/bin/prepare';
import { ensureFirstInstructorLink } from '@/lib/identity/first-instructor';
import { disconnect } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { stopQueue } from '@/lib/platform/queue/boss';
import { missingInProduction } from '@/lib/platform/secrets';

/** `npm start`, and `npm run demo` with `--demo`: everything in the foreground until it is told to stop. */
const demo = process.argv.includes('--demo');

let prepared: Prepared | null = null;
const children: Child[] = [];
let stopping = false;

async function main(): Promise<void> {
  const missing = missingInProduction();
  if (missing.length > 0) {
    throw new Error(
      `Not started: in production these must be set, and are not:\n${missing.map((name) => `  ${name}`).join('\n')}\n` +
        'SADDLEPOINT_SECRET: at least 32 random characters (openssl rand -base64 32), kept the same over restarts.\n' +
        'SADDLEPOINT_URL: the address people use, e.g. https://courses.example.edu',
    );
  }
  if (demo) process.env.SADDLEPOINT_DEMO = '1';
  const role = env().SADDLEPOINT_ROLE;
  if (role !== 'worker') await buildIfNeeded();
  prepared = await prepareDatabase();
  if (prepared.migrations.length > 0)
    console.error(`Migrated the database: ${prepared.migrations.join(', ')}`);
  if (stopping) return;
  if (role !== 'web') children.push(superviseChild('worker'));
  if (demo) {
    const { seedDemo } = await import('@/lib/bin/seed-demo');
    await seedDemo();
  }
  if (role !== 'worker') children.push(superviseChild('web'));
  await Promise.all(children.map((child) => child.ready));
  const link = demo ? null : await ensureFirstInstructorLink();
  if (link)
    console.log(`Make the first instructor account (this link works once): ${env().publicUrl}${link}`);
  console.log(`ready ${env().publicUrl}`);
}

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all(children.map((child) => child.stop()));
  await stopQueue();
  await disconnect();
  // Joined, not started here: whoever started it, or who stays connected, goes on with it.
  await prepared?.cluster?.stop({ ifIdle: !prepared.cluster.startedHere });
  process.exit(exitCode);
}

process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  void stop(1);
});
