import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { db, databaseUrl } from '@/lib/platform/database/client';
import { isDatabaseUnavailable } from '@/lib/platform/unavailable.core';
import { useDatabase } from '@/tests/integration/support/database';

// Before anything asks: a web process whose statements may take a second.
vi.hoisted(() => {
  process.env.SADDLEPOINT_PROCESS = 'web';
  process.env.SADDLEPOINT_STATEMENT_SECONDS = '1';
});
await useDatabase();

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('A113: a statement without an end', () => {
  let other: pg.Client;
  beforeAll(async () => {
    other = new pg.Client({ connectionString: databaseUrl() });
    await other.connect();
  });
  afterAll(() => other.end());

  it('is cut, and known as something that may work in a moment', async () => {
    const error = await failure(db().$queryRaw`SELECT 1 FROM pg_sleep(30)`);
    expect(error).not.toBeNull();
    expect(isDatabaseUnavailable(error)).toBe(true);
    // The connection is of use afterwards.
    expect(await db().course.count()).toBe(0);
  });

  it('a lock that is held on is not waited for without end, in a raw statement or one of the client’s own', async () => {
    await other.query('BEGIN');
    await other.query('LOCK TABLE course IN ACCESS EXCLUSIVE MODE');
    const [own, raw, inside] = await Promise.all([
      failure(db().course.count()),
      failure(db().$executeRaw`DELETE FROM course`),
      failure(
        db().$transaction((tx) =>
          tx.course.create({ data: { slug: 'x', title: 'x', timezone: 'Asia/Taipei' } }),
        ),
      ),
    ]);
    await other.query('ROLLBACK');
    for (const error of [own, raw, inside]) {
      expect(error).not.toBeNull();
      expect(isDatabaseUnavailable(error)).toBe(true);
    }
    expect(await db().course.count()).toBe(0);
  });

  it('a full disk is known, whoever notices it', async () => {
    for (const code of ['53100', '53200', '57P03', '53300', '58030']) {
      const message = `DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '${code}'; END $$`;
      expect([code, isDatabaseUnavailable(await failure(db().$executeRawUnsafe(message)))]).toEqual([
        code,
        true,
      ]);
    }
    expect(isDatabaseUnavailable(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(true);
  });
});
