import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkContents } from '@/lib/bin/doctor/files';
import type { Viewer } from '@/lib/identity/viewer';
import { health } from '@/lib/jobs/health';
import { removeOrphans } from '@/lib/jobs/orphans';
import { checkStore } from '@/lib/jobs/store-check';
import { db } from '@/lib/platform/database/client';
import { damagedFolder, uploadsFolder } from '@/lib/platform/files/folders';
import { isStored, storeCopy, storedPath, temporaryPath } from '@/lib/platform/files/store';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { putAssignmentFile } from '@/lib/staff/assignment-files';
import { submissionFile } from '@/lib/submission/own-submission';
import { submitBody } from '@/lib/submission/submit-body';
import { finishUpload, receivePiece, startUpload } from '@/lib/submission/upload';
import { idempotencyKey } from '@/lib/upload/idempotency.core';
import { releaseRefusedFiles, sweepUnnamedFiles, sweepUploads } from '@/lib/upload/sweep';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { openBody } from '../support/open-body';

// One person may have 1 MB in a course, a course 3 MB. Before the imports: the environment is read once.
vi.hoisted(() => {
  process.env.SADDLEPOINT_PERSON_MB = '1';
  process.env.SADDLEPOINT_COURSE_MB = '3';
});
const { url } = await useDatabase();

const GOOD = 'Id,Class\n1,a\n2,b\n3,a\n4,b\n';
const OTHER = 'Id,Class\n1,b\n2,b\n3,a\n4,b\n';
const IN_TIME = '2021-03-20T10:00:00.000Z';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const piece = (start: number) => ({ kind: 'piece' as const, start, bytes: null, total: null });

let competition: MadeCompetition;
let viewer: Viewer;

beforeEach(async () => {
  await setDatabaseClock(IN_TIME);
  competition = await makeCompetition({});
  viewer = await enrolStudent(competition);
});
afterAll(closeSharedPool);

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

function problemOf(result: { ok: boolean; problems?: readonly { code: string; message: string }[] }) {
  return result.problems?.[0] ?? { code: 'taken', message: '' };
}

const submit = (text: string, key: string | null = null, by: Viewer = viewer) =>
  submitBody(
    by,
    { competitionId: competition.id, description: '', source: 'api', idempotencyKey: key },
    'p.csv',
    chunks(text),
  );

async function begun(text: string): Promise<string> {
  const bytesTotal = Buffer.byteLength(text);
  const upload = await startUpload(viewer, { competitionId: competition.id, fileName: 'p.csv', bytesTotal });
  if (!upload.ok) throw new Error(JSON.stringify(upload.problems));
  return upload.value.uploadId;
}

async function sent(text: string): Promise<string> {
  const id = await begun(text);
  const state = await receivePiece(viewer, id, piece(0), chunks(text));
  expect(state).toMatchObject({ ok: true, value: { offset: text.length, receivedAt: IN_TIME } });
  return id;
}

const finish = (id: string) => finishUpload(viewer, id, { description: '', source: 'web' });
const waiting = (): string[] => (existsSync(uploadsFolder()) ? readdirSync(uploadsFolder()) : []);

/** Whatever follows a receipt's row can't be written: what a database that goes away does to the transaction. */
async function withoutAudit<T>(work: () => Promise<T>): Promise<T> {
  await db().$executeRaw`ALTER TABLE audit_entry RENAME TO audit_entry_away`;
  try {
    return await work();
  } finally {
    await db().$executeRaw`ALTER TABLE audit_entry_away RENAME TO audit_entry`;
  }
}

describe('an upload', () => {
  it('A87: a piece begun before the end and still sending after it changes no byte', async () => {
    const id = await begun(GOOD);
    const slow = openBody();
    const late = receivePiece(viewer, id, piece(0), slow.chunks);
    await slow.isRead;
    await slow.push(Buffer.from(OTHER.slice(0, 12)));
    await receivePiece(viewer, id, piece(0), chunks(GOOD));
    const receipt = await finish(id);
    await slow.push(Buffer.from(OTHER.slice(12)));
    slow.end();
    expect(problemOf(await late)).toMatchObject({ code: 'upload_complete' });
    if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
    expect(receipt.value.sha256).toBe(hashOf(GOOD));
    expect(readFileSync(storedPath(receipt.value.sha256), 'utf8')).toBe(GOOD);
    const again = await receivePiece(viewer, id, piece(0), chunks(OTHER));
    expect(problemOf(again).message).toMatch(
      /had arrived at 2021-03-20T10:00:00.000Z; nothing more is taken/,
    );
    expect(waiting()).toEqual([]);
  });

  it('A89: an end that fails keeps bytes and instant; the retry after the deadline gives the receipt', async () => {
    const id = await sent(GOOD);
    await withoutAudit(() => expect(finish(id)).rejects.toThrow());
    expect(await db().submission.count({ where: { competitionId: competition.id } })).toBe(0);
    await setDatabaseClock(new Date(Date.parse(IN_TIME) + 3 * 24 * 3_600_000).toISOString());
    expect([await sweepUploads(), await sweepUnnamedFiles(0)]).toEqual([0, 0]);
    const receipt = await finish(id);
    expect(receipt).toMatchObject({ ok: true, value: { acceptedAt: IN_TIME, sha256: hashOf(GOOD) } });
    expect(waiting()).toEqual([]);
    expect(await finish(id)).toMatchObject({ value: receipt.ok && receipt.value });
  });

  it('A89: a single request sent again with its key counts by the first one’s instant', async () => {
    await withoutAudit(() => expect(submit(GOOD, 'key:a')).rejects.toThrow());
    expect(waiting()).toHaveLength(1);
    await setDatabaseClock(new Date(Date.parse(IN_TIME) + 3_600_000).toISOString());
    const other = problemOf(await submit(OTHER, 'key:a'));
    expect(other).toMatchObject({ code: 'idempotency_conflict' });
    expect(await submit(GOOD, 'key:a')).toMatchObject({ ok: true, value: { acceptedAt: IN_TIME } });
    expect(waiting()).toEqual([]);
  });

  it('A90: refused uploads leave no bytes, take no place, and say the same when asked again', async () => {
    const id = await sent(GOOD);
    await db().competition.update({ where: { assignmentId: competition.id }, data: { rulesRequired: true } });
    for (let n = 0; n < 2; n += 1) expect(problemOf(await finish(id)).code).toBe('rules_not_accepted');
    for (let n = 0; n < 200; n += 10) {
      const refused = await Promise.all(Array.from({ length: 10 }, () => submit(GOOD + randomUUID())));
      expect(new Set(refused.map((each) => problemOf(each).code))).toEqual(new Set(['rules_not_accepted']));
    }
    const start = { competitionId: competition.id, fileName: 'p.csv', bytesTotal: 9 };
    for (let n = 0; n < 30; n += 1)
      expect(problemOf(await startUpload(viewer, start)).code).toBe('rules_not_accepted');
    expect(waiting()).toEqual([]);
    expect(await isStored(hashOf(GOOD + 'x'))).toBe(false);
    const open = { userId: viewer.userId, state: { in: ['receiving' as const, 'sealed' as const] } };
    expect(await db().upload.count({ where: open })).toBe(0);
  });

  it('A92: a key used again with other content is a 422 that tells both hashes, one after the other or at once', async () => {
    expect((await submit(GOOD, 'key:1')).ok).toBe(true);
    const conflict = problemOf(await submit(OTHER, 'key:1'));
    expect(conflict.code).toBe('idempotency_conflict');
    expect(conflict.message).toContain(hashOf(GOOD));
    expect(conflict.message).toContain(hashOf(OTHER));
    const both = await Promise.all([submit(GOOD, 'key:2'), submit(OTHER, 'key:2')]);
    expect(both.map((each) => problemOf(each).code).sort()).toEqual(['idempotency_conflict', 'taken']);
    expect(await db().submission.count({ where: { competitionId: competition.id } })).toBe(2);
    expect(waiting()).toEqual([]);
    expect(idempotencyKey('k'.repeat(201))).toMatchObject({ ok: false }); // not cut: two of them would be one
  });
});

describe('the store', () => {
  const seen = (sha256: string) => {
    const { ino, mtimeMs, ctimeMs, mode } = statSync(storedPath(sha256));
    const folder = statSync(path.dirname(storedPath(sha256))).mode & 0o777;
    return {
      ino,
      mtimeMs,
      ctimeMs,
      mode: mode & 0o777,
      folder,
      text: readFileSync(storedPath(sha256), 'utf8'),
    };
  };

  it('A88: bytes equal to a data file, sent by a student, leave that file as it is', async () => {
    const staff = await enrolStudent(competition, 'ta');
    const put = await putAssignmentFile(
      staff,
      competition.id,
      { path: 'train.csv', kind: 'data' },
      chunks('x,y\n', '1,2\n'),
    );
    if (!put.ok) throw new Error(JSON.stringify(put.problems));
    const before = seen(put.value.sha256);
    expect(before).toMatchObject({ mode: 0o444, folder: 0o700, text: 'x,y\n1,2\n' });
    const receipt = await submit('x,y\n1,2\n');
    expect(receipt).toMatchObject({ ok: true, value: { status: 'invalid', sha256: put.value.sha256 } });
    expect(seen(put.value.sha256)).toEqual(before);
  });

  it('A88: every file is read in turn; a difference makes the site unwell until the bytes come back', async () => {
    const receipt = await submit(GOOD);
    const { sha256 } = (receipt.ok && receipt.value) || { sha256: '' };
    const readAll = async (): Promise<void> => {
      while ((await checkStore(1, 0)) > 0); // one file a turn, and on from there
      await checkStore(1_000_000, 0);
    };
    const said = async (): Promise<unknown[]> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const found = await checkContents(client).finally(() => client.end());
      return [(await health()).files, found.level, found.detail.includes(sha256)];
    };
    await readAll();
    expect(await said()).toEqual(['ok', 'ok', false]);
    chmodSync(storedPath(sha256), 0o644);
    writeFileSync(storedPath(sha256), OTHER);
    await readAll();
    expect(await said()).toEqual(['damaged', 'bad', true]);
    const again = await temporaryPath();
    writeFileSync(again, GOOD);
    await storeCopy(again);
    expect(readFileSync(storedPath(sha256), 'utf8')).toBe(GOOD);
    await readAll();
    expect(await said()).toEqual(['ok', 'warning', false]);
    expect(readdirSync(damagedFolder()).map((name) => name.split('-')[0])).toEqual([sha256]);
    rmSync(storedPath(sha256));
    await readAll();
    expect(await said()).toEqual(['damaged', 'bad', true]);
    await storeCopy(again);
    await readAll();
    expect((await said())[0]).toBe('ok');
  });
});

describe('A91: stored bytes', () => {
  const large = (): string => `${randomUUID()}\n`.padEnd(300_000, 'x');

  it('of one person have a cap in a course, told clearly, also when many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit(large())));
    expect(answers.filter((each) => each.ok).length).toBeLessThanOrEqual(3);
    for (let n = 0; n < 3; n += 1) await submit(large());
    expect(await db().submission.count({ where: { competitionId: competition.id } })).toBe(3);
    const refused = problemOf(await submit(large()));
    expect(refused.code).toBe('stored_too_much');
    expect(refused.message).toMatch(/You have stored 0\.90 MB of your 1 MB in this course/);
    const start = { competitionId: competition.id, fileName: 'p.csv', bytesTotal: 300_000 };
    expect(problemOf(await startUpload(viewer, start)).code).toBe('stored_too_much');
    expect(waiting()).toEqual([]);
  });

  it('of files with problems leave after their days, what was wrong with them stays', async () => {
    const receipt = await submit(large());
    if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
    const { submissionId, sha256 } = receipt.value;
    expect(await submissionFile(viewer, submissionId)).toMatchObject({ ok: true });
    expect(await releaseRefusedFiles(14)).toBe(0);
    await setDatabaseClock(new Date(Date.parse(IN_TIME) + 15 * 24 * 3_600_000).toISOString());
    expect(await releaseRefusedFiles(14)).toBeGreaterThanOrEqual(1);
    await removeOrphans(0);
    expect(await isStored(sha256)).toBe(false);
    expect(problemOf(await submissionFile(viewer, submissionId)).code).toBe('file_not_kept');
    const row = await db().submission.findUniqueOrThrow({ where: { id: submissionId } });
    expect([row.sha256, row.problemCount > 0]).toEqual([sha256, true]);
  });

  it('of a course have a cap too, whoever sends them', async () => {
    const codes: string[] = [];
    for (let person = 0; person < 4; person += 1) {
      const by = await enrolStudent(competition);
      for (let n = 0; n < 3; n += 1) codes.push(problemOf(await submit(large(), null, by)).code);
    }
    expect(codes).toEqual([...Array<string>(10).fill('taken'), 'stored_too_much', 'stored_too_much']);
  });
});
