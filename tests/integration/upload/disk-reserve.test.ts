import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { health } from '@/lib/jobs/health';
import { db } from '@/lib/platform/database/client';
import { mySubmissions } from '@/lib/submission/my-submissions';
import { submitBody } from '@/lib/submission/submit-body';
import { startUpload } from '@/lib/submission/upload';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { enrolStudent, makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

// A reserve that no disk has. Before the imports: the environment is read once.
vi.hoisted(() => {
  process.env.SADDLEPOINT_DISK_RESERVE_MB = '1000000000';
});
await useDatabase();

beforeAll(() => setDatabaseClock('2021-03-20T10:00:00Z'));
afterAll(closeSharedPool);

it('A91: below the reserve of the disk uploads are refused, reading goes on, and health says so', async () => {
  const competition = await makeCompetition({});
  const viewer = await enrolStudent(competition);
  const full = { ok: false, problems: [{ code: 'storage_full' }] };
  const request = { competitionId: competition.id, fileName: 'p.csv', bytesTotal: 1 };
  expect(await startUpload(viewer, request)).toMatchObject(full);
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('Id,Class\n');
  }
  const submitted = await submitBody(
    viewer,
    { competitionId: competition.id, description: '', source: 'api', idempotencyKey: null },
    'p.csv',
    body(),
  );
  expect(submitted).toMatchObject(full);
  expect((await mySubmissions(viewer, competition.id)).ok).toBe(true);
  expect(await health()).toMatchObject({ status: 'degraded', disk: 'full', database: 'ok' });
  expect(await db().upload.count()).toBe(0);
});
