import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Db } from '@/lib/platform/database/client';
import { stopInDatabase } from '../support/database-stop';
import { makeDataDir, makeOpenCompetition, siteDatabase, siteDatabaseUrl, start } from './support';
import { storedFile, upload, uploadBody, type MadeSite, type Running } from './support';

const LIMIT = 5;
const OPENS = new Date('2021-03-12T00:00:00Z');
/** The first instant after the deadline. */
const CLOSES = new Date('2021-04-02T16:00:00Z');

interface Receipt {
  readonly submissionId: number;
  readonly attemptsLeft: number;
}

// The same rules by one web process and by two on one database: each request of a test goes to the next process.
for (const count of [1, 2]) {
  test.describe(`with ${count} web process${count === 1 ? '' : 'es'}`, () => {
    test.describe.configure({ mode: 'serial' });
    const data = makeDataDir();
    const webs: Running[] = [];
    let db: Db;
    let turn = 0;
    const next = (): string => webs[turn++ % webs.length]?.url ?? '';

    test.beforeAll(async () => {
      webs.push(await start(data.path));
      while (webs.length < count) webs.push(await start(data.path, { SADDLEPOINT_ROLE: 'web' }));
      db = await siteDatabase(data.path);
    });

    test.afterEach(() => setClock(db, null));

    test.afterAll(async () => {
      await db.$disconnect();
      // The database belongs to the first.
      for (const web of webs.toReversed()) await web.stop();
      data.remove();
    });

    const open = (limit: number | null = LIMIT, students = 1) =>
      makeOpenCompetition(db, data.path, students, limit);
    const receiptOf = async (answer: Response) => (await answer.json()) as Receipt;
    const stored = (made: MadeSite) => db.submission.count({ where: { competitionId: made.competitionId } });
    const statuses = async (sent: readonly Promise<Response>[]) =>
      (await Promise.all(sent)).map((each) => each.status).sort();

    test('A20: two uploads at once with one attempt left: exactly one is accepted', async () => {
      const made = await open(1);
      const sent = [1, 2].map(() => upload(next(), made, made.tokens[0]));
      expect(await statuses(sent)).toEqual([201, 429]);
      expect(await stored(made)).toBe(1);
    });

    test('A21: 50 uploads in parallel, limit 5: exactly 5 accepted', async () => {
      const made = await open();
      const sent = Array.from({ length: 50 }, () => upload(next(), made, made.tokens[0]));
      const answers = await statuses(sent);
      expect(answers.filter((each) => each === 201)).toHaveLength(LIMIT);
      expect(answers.filter((each) => each === 429)).toHaveLength(50 - LIMIT);
      expect(await stored(made)).toBe(LIMIT);
    });

    test('A22: one upload sent twice with its key, at once or later: one receipt, one attempt', async () => {
      const made = await open();
      const send = () => upload(next(), made, made.tokens[0], 'abab', { 'idempotency-key': 'one' });
      const both = await Promise.all([send(), send()]);
      const ids = new Set(
        (await Promise.all([...both, await send()].map(receiptOf))).map((each) => each.submissionId),
      );
      expect(ids.size).toBe(1);
      expect(await stored(made)).toBe(1);
      expect((await receiptOf(await upload(next(), made, made.tokens[0]))).attemptsLeft).toBe(LIMIT - 2);
    });

    test('A23: invalid files use no attempt, and their own cap holds over all processes', async () => {
      const made = await open();
      await db.competition.update({
        where: { assignmentId: made.competitionId },
        data: { failedPerDayMax: 3 },
      });
      const sent = Array.from({ length: 8 }, () => upload(next(), made, made.tokens[0], 'aba'));
      const answers = await Promise.all(sent);
      expect(answers.filter((each) => each.status === 201)).toHaveLength(3);
      expect(answers.filter((each) => each.status === 429)).toHaveLength(5);
      const good = await upload(next(), made, made.tokens[0]);
      expect((await receiptOf(good)).attemptsLeft).toBe(LIMIT - 1);
    });

    test('A24: a submission the platform fails to score gives its attempt back, once', async () => {
      const made = await open(1);
      // Stopped when the file has its name in the store and nothing is committed yet: it is gone before the worker reads.
      const stop = await stopInDatabase(await siteDatabaseUrl(data.path), {
        table: 'upload',
        on: 'UPDATE',
        when: `NEW.state = 'consumed'`,
      });
      const first = upload(next(), made, made.tokens[0], 'bbba');
      await stop.reached();
      rmSync(storedFile(data.path, uploadBody('bbba')));
      await stop.goOn();
      const id = (await receiptOf(await first)).submissionId;
      await expect
        .poll(async () => (await db.submission.findUniqueOrThrow({ where: { id } })).status, {
          timeout: 60_000,
        })
        .toBe('failed');
      const sent = [1, 2, 3].map(() => upload(next(), made, made.tokens[0]));
      expect(await statuses(sent)).toEqual([201, 429, 429]);
    });

    test('A25: the last instant of a day and the first of the next, by the database’s clock alone', async () => {
      const made = await open(1);
      await inSpring2021(db, made);
      await setClock(db, '2021-03-20T23:59:59.999Z');
      expect((await upload(next(), made, made.tokens[0])).status).toBe(201);
      expect((await upload(next(), made, made.tokens[0])).status).toBe(429);
      await setClock(db, '2021-03-21T00:00:00.000Z');
      expect((await upload(next(), made, made.tokens[0])).status).toBe(201);
      expect((await upload(next(), made, made.tokens[0])).status).toBe(429);
    });

    test('A27 and A28: the deadline’s last millisecond is in time, the next is late, at every process', async () => {
      const made = await open();
      await inSpring2021(db, made);
      await setClock(db, new Date(CLOSES.getTime() - 1).toISOString());
      for (const web of webs) expect((await upload(web.url, made, made.tokens[0])).status).toBe(201);
      await setClock(db, CLOSES.toISOString());
      for (const web of webs) {
        const late = await upload(web.url, made, made.tokens[0]);
        expect([late.status, (await late.text()).includes('deadline')]).toEqual([403, true]);
      }
      expect(await stored(made)).toBe(webs.length);
    });

    test('A33: attempts in one competition have no effect in another', async () => {
      const [one, other] = [await open(1), await open(1)];
      expect((await upload(next(), one, one.tokens[0])).status).toBe(201);
      expect((await upload(next(), other, other.tokens[0])).status).toBe(201);
    });

    test('A74: every accepted submission is scored once, and all processes show the same board', async () => {
      const made = await open(null, 4);
      const labels = ['aaaa', 'abab', 'abbb', 'bbbb'];
      const sent = made.tokens.flatMap((token) => labels.map((each) => upload(next(), made, token, each)));
      expect(new Set(await statuses(sent))).toEqual(new Set([201]));
      const where = { competitionId: made.competitionId };
      await expect
        .poll(() => db.submission.count({ where: { ...where, status: 'scored' } }), { timeout: 60_000 })
        .toBe(16);
      expect(await db.score.count({ where: { submission: where } })).toBe(16);
      const entries = await db.boardEntry.findMany({ where });
      expect(entries.map((each) => [each.entries, each.bestScore])).toEqual(
        Array.from({ length: 4 }, () => [4, 1]),
      );
      await expect
        .poll(
          async () => {
            const boards = await Promise.all(webs.map((web) => board(web.url, made)));
            return (
              new Set(boards.map((each) => each.etag)).size === 1 &&
              boards[0]?.body.split('"entries":4').length
            );
          },
          { timeout: 30_000 },
        )
        .toBe(5);
    });
  });
}

async function board(url: string, made: MadeSite): Promise<{ etag: string | null; body: string }> {
  const answer = await fetch(`${url}/api/competitions/${made.competitionId}/board`, {
    headers: { authorization: `Bearer ${made.tokens[0]}` },
  });
  return { etag: answer.headers.get('etag'), body: await answer.text() };
}

function inSpring2021(db: Db, made: MadeSite) {
  return db.assignment.update({
    where: { id: made.competitionId },
    data: { opensAt: OPENS, closesAt: CLOSES },
  });
}

/** What the database's clock says from now on; null: the time. */
async function setClock(db: Db, at: string | null): Promise<void> {
  const body =
    at === null
      ? `SELECT date_trunc('milliseconds', clock_timestamp())`
      : `SELECT '${new Date(at).toISOString()}'::timestamptz`;
  await db.$executeRawUnsafe(
    `CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $fn$ ${body} $fn$`,
  );
}
