import { createHash, randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/platform/database/client';
import { storedPath, temporaryPath } from '@/lib/platform/files/store';
import { databaseNow } from '@/lib/platform/clock';
import { acceptSubmission, type ArrivedFile } from '@/lib/submission/accept-submission';
import { submitBody } from '@/lib/submission/submit-body';
import { finishUpload, receivePiece, startUpload } from '@/lib/submission/upload';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { setDatabaseClock, useDatabase } from '../support/database';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';

await useDatabase();

const GOOD = 'Id,Class\n1,a\n2,b\n3,a\n4,b\n';
const BAD = 'Id,Class\n1,a\n2,b\n3,a\n';

let competition: MadeCompetition;

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({ dailyLimit: 5 });
});

afterAll(closeSharedPool);

async function arrived(text: string, receivedAt?: Date): Promise<ArrivedFile> {
  const temporary = await temporaryPath(randomUUID());
  writeFileSync(temporary, text);
  return {
    path: temporary,
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: Buffer.byteLength(text),
    fileName: 'prediction.csv',
    receivedAt: receivedAt ?? (await databaseNow(db())),
  };
}

function request(idempotencyKey: string | null = null) {
  return { competitionId: competition.id, description: '', source: 'api' as const, idempotencyKey };
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const piece = (start: number) => ({ kind: 'piece' as const, start, bytes: null, total: null });

function codes(result: { ok: boolean; problems?: readonly { code: string }[] }): string[] {
  return result.problems?.map((each) => each.code) ?? [];
}

describe('accepting a submission', () => {
  it('gives a receipt whose hash finds the file, and a job that will score it', async () => {
    const viewer = await enrolStudent(competition);
    const receipt = await acceptSubmission(viewer, request(), await arrived(GOOD));
    if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
    expect(receipt.value).toMatchObject({ status: 'queued', attemptsLeft: 4, problems: [] });
    expect(existsSync(storedPath(receipt.value.sha256))).toBe(true);
    const jobs = await db().$queryRaw<{ data: { submissionId: number } }[]>`
      SELECT data FROM pgboss.job WHERE name = 'score-submission'`;
    expect(jobs.map((job) => job.data.submissionId)).toContain(receipt.value.submissionId);
  });

  it('A20: two uploads at once with one attempt left: exactly one is accepted', async () => {
    const viewer = await enrolStudent(competition);
    for (let n = 0; n < 4; n += 1) await acceptSubmission(viewer, request(), await arrived(GOOD));
    const files = [await arrived(GOOD), await arrived(GOOD)];
    const results = await Promise.all(files.map((file) => acceptSubmission(viewer, request(), file)));
    expect(results.filter((each) => each.ok)).toHaveLength(1);
    expect(results.flatMap(codes)).toEqual(['no_attempts_left']);
  });

  it('A22: the same upload retried with its key gives the same receipt and uses one attempt', async () => {
    const viewer = await enrolStudent(competition);
    const first = await acceptSubmission(viewer, request('key:1'), await arrived(GOOD));
    const again = await acceptSubmission(viewer, request('key:1'), await arrived(GOOD));
    expect(first.ok && again.ok && again.value.submissionId === first.value.submissionId).toBe(true);
    const [a, b] = await Promise.all([
      acceptSubmission(viewer, request('key:2'), await arrived(GOOD)),
      acceptSubmission(viewer, request('key:2'), await arrived(GOOD)),
    ]);
    expect(a.ok && b.ok && a.value.submissionId === b.value.submissionId).toBe(true);
    expect(await db().submission.count({ where: { competitionId: competition.id } })).toBe(2);
  });

  it('A23: an invalid file uses no attempt, names what is wrong, and a separate cap stops abuse', async () => {
    await db().competition.update({ where: { assignmentId: competition.id }, data: { failedPerDayMax: 2 } });
    const viewer = await enrolStudent(competition);
    for (let n = 0; n < 2; n += 1) {
      const receipt = await acceptSubmission(viewer, request(), await arrived(BAD));
      if (!receipt.ok) throw new Error('an invalid file still gets a receipt');
      expect(receipt.value).toMatchObject({ status: 'invalid', attemptsLeft: 5 });
      expect(receipt.value.problems[0]?.message).toMatch(/missing/i);
    }
    expect(codes(await acceptSubmission(viewer, request(), await arrived(BAD)))).toEqual([
      'too_many_invalid_files',
    ]);
    expect((await acceptSubmission(viewer, request(), await arrived(GOOD))).ok).toBe(true);
  });

  it("A25: 23:59:59.999 and 00:00:00 UTC fall on different days by the database's clock", async () => {
    const viewer = await enrolStudent(competition);
    const days = [];
    for (const at of ['2021-03-20T23:59:59.999Z', '2021-03-21T00:00:00.000Z']) {
      await setDatabaseClock(at);
      const receipt = await submitBody(viewer, request(), 'p.csv', chunks(GOOD));
      if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
      days.push(
        (await db().submission.findUniqueOrThrow({ where: { id: receipt.value.submissionId } })).quotaDay,
      );
      expect(receipt.value.attemptsLeft).toBe(4);
    }
    expect(days).toEqual(['2021-03-20', '2021-03-21']);
  });

  it("A27: in the deadline's last millisecond it is accepted, at the next instant it is not", async () => {
    const viewer = await enrolStudent(competition);
    // The bundle's 2021-04-02 23:59 in Asia/Taipei includes that whole minute.
    await setDatabaseClock('2021-04-02T15:59:59.999Z');
    expect((await submitBody(viewer, request(), 'p.csv', chunks(GOOD))).ok).toBe(true);
    await setDatabaseClock('2021-04-02T16:00:00.000Z');
    expect(codes(await submitBody(viewer, request(), 'p.csv', chunks(GOOD)))).toEqual(['deadline_over']);
  });

  it('A28: an upload begun before and finished after the deadline is late: the last byte decides', async () => {
    const viewer = await enrolStudent(competition);
    await setDatabaseClock('2021-04-02T15:59:00.000Z');
    const upload = await startUpload(viewer, {
      competitionId: competition.id,
      fileName: 'p.csv',
      bytesTotal: GOOD.length,
    });
    if (!upload.ok) throw new Error('not begun');
    const id = upload.value.uploadId;
    await receivePiece(viewer, id, piece(0), chunks(GOOD.slice(0, 10)));
    await setDatabaseClock('2021-04-02T16:00:00.000Z');
    await receivePiece(viewer, id, piece(10), chunks(GOOD.slice(10)));
    expect(codes(await finishUpload(viewer, id, { description: '', source: 'web' }))).toEqual([
      'deadline_over',
    ]);
  });

  it('A28: an upload whose last byte arrived in time counts, however late it is finished', async () => {
    const viewer = await enrolStudent(competition);
    await setDatabaseClock('2021-04-02T15:59:59.000Z');
    const upload = await startUpload(viewer, {
      competitionId: competition.id,
      fileName: 'p.csv',
      bytesTotal: GOOD.length,
    });
    if (!upload.ok) throw new Error('not begun');
    await receivePiece(viewer, upload.value.uploadId, piece(0), chunks(GOOD));
    await setDatabaseClock('2021-04-02T16:00:05.000Z');
    const receipt = await finishUpload(viewer, upload.value.uploadId, { description: '', source: 'web' });
    expect(receipt.ok && receipt.value.acceptedAt).toBe('2021-04-02T15:59:59.000Z');
    const again = await finishUpload(viewer, upload.value.uploadId, { description: '', source: 'web' });
    expect(again.ok && receipt.ok && again.value.submissionId === receipt.value.submissionId).toBe(true);
  });

  it('A31: a deadline moved while a file is being accepted: one committed value decides', async () => {
    const viewer = await enrolStudent(competition);
    await setDatabaseClock('2021-04-02T15:00:00.000Z');
    const file = await arrived(GOOD);
    const [result] = await Promise.all([
      acceptSubmission(viewer, request(), file),
      db().assignment.update({
        where: { id: competition.id },
        data: { closesAt: new Date('2021-04-02T14:00:00Z') },
      }),
    ]);
    const stored = await db().submission.findMany({ where: { competitionId: competition.id } });
    if (result.ok) expect(stored).toMatchObject([{ late: false }]);
    else expect([codes(result), stored.length]).toEqual([['deadline_over'], 0]);
  });

  it('A33: attempts in one competition have no effect in another', async () => {
    const viewer = await enrolStudent(competition);
    const other = await makeCompetition({ dailyLimit: 5, courseId: competition.courseId });
    for (let n = 0; n < 5; n += 1) await acceptSubmission(viewer, request(), await arrived(GOOD));
    const elsewhere = await acceptSubmission(
      viewer,
      { ...request(), competitionId: other.id },
      await arrived(GOOD),
    );
    expect(elsewhere.ok && elsewhere.value.attemptsLeft).toBe(4);
  });

  it('A69: a client that goes away in the middle uses no attempt and leaves no file', async () => {
    const viewer = await enrolStudent(competition);
    async function* brokenOff(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('Id,Class\n1,a\n');
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    await expect(submitBody(viewer, request(), 'p.csv', brokenOff())).rejects.toThrow('aborted');
    expect(await db().submission.count({ where: { competitionId: competition.id } })).toBe(0);
  });

  it('refuses who is not in the course, and says no more than that it is not there', async () => {
    const stranger = await enrolStudent(await makeCompetition({ dailyLimit: 5 }));
    expect(codes(await acceptSubmission(stranger, request(), await arrived(GOOD)))).toEqual(['not_found']);
  });

  it('wants the rules accepted first', async () => {
    await db().competition.update({ where: { assignmentId: competition.id }, data: { rulesRequired: true } });
    const viewer = await enrolStudent(competition);
    expect(codes(await acceptSubmission(viewer, request(), await arrived(GOOD)))).toEqual([
      'rules_not_accepted',
    ]);
  });
});
