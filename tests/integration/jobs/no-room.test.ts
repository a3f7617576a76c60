import { afterAll, expect, it } from 'vitest';
import { submissionScoring } from '@/lib/jobs/handlers/score-submission';
import { startWorkLoop } from '@/lib/jobs/work-loop';
import { db } from '@/lib/platform/database/client';
import { startBoss } from '@/lib/platform/queue/boss';
import { stopListening } from '@/lib/platform/queue/live';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { scoreSubmissionJob } from '@/lib/submission/score-submission.job';
import { enrolStudent, makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { accepted } from '../support/submissions';

await useDatabase();
const boss = await startBoss({ supervise: false });
afterAll(async () => {
  await stopListening();
  await boss.stop({ graceful: false, wait: true });
  await closeSharedPool();
});

it('A112: a disk without room while scoring uses up no try; with room again the submission has its score', async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  const competition = await makeCompetition({ dailyLimit: null });
  await db().$executeRawUnsafe('CREATE SEQUENCE refused');
  await db().$executeRawUnsafe(
    `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       PERFORM nextval('refused');
       RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
  );
  await db().$executeRawUnsafe(
    'CREATE TRIGGER no_room BEFORE INSERT ON score FOR EACH ROW EXECUTE FUNCTION no_room()',
  );
  const id = await accepted(competition.id, await enrolStudent(competition), 'abab');
  const loop = startWorkLoop(boss, scoreSubmissionJob.name, 2, submissionScoring);
  const refused = async (): Promise<number> => {
    const [row] = await db().$queryRaw<{ n: number }[]>`SELECT last_value::int AS n FROM refused`;
    return row?.n ?? 0;
  };
  // More often than a submission may be tried.
  await expect
    .poll(refused, { timeout: 50_000, interval: 100 })
    .toBeGreaterThan(scoreSubmissionJob.triesMax + 2);
  expect((await db().submission.findUniqueOrThrow({ where: { id } })).status).toBe('scoring');
  await db().$executeRawUnsafe('DROP TRIGGER no_room ON score');
  await expect
    .poll(() => db().submission.findUniqueOrThrow({ where: { id } }), { timeout: 30_000, interval: 100 })
    .toMatchObject({ status: 'scored', tries: 1, failure: null });
  await loop.stop();
});
