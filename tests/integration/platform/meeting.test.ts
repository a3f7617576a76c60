import { expect, it } from 'vitest';
import { db, databaseUrl } from '@/lib/platform/database/client';
import { everyMeeting, startSide } from '../../support/meeting';
import { stopInDatabase } from '../../support/database-stop';
import { useDatabase } from '../support/database';

await useDatabase();

async function makeCourse(): Promise<{ slug: string }> {
  const slug = crypto.randomUUID().slice(0, 8);
  await db().course.create({ data: { slug, title: '0', timezone: 'UTC' } });
  return { slug };
}

/** Adds one to a number, wrongly (read, then write) or rightly (the row locked first). */
async function addOne(slug: string, isLocked: boolean): Promise<void> {
  await db().$transaction(async (tx) => {
    if (isLocked) await tx.$queryRaw`SELECT 1 FROM course WHERE slug = ${slug} FOR UPDATE`;
    const { title } = await tx.course.findUniqueOrThrow({ where: { slug } });
    await tx.course.update({ where: { slug }, data: { title: String(Number(title) + 1) } });
  });
}

async function titleOf(slug: string): Promise<string> {
  return (await db().course.findUniqueOrThrow({ where: { slug } })).title;
}

function bothAdd(isLocked: boolean, seen: string[]): Promise<number> {
  return everyMeeting({
    arrange: makeCourse,
    first: ({ slug }) => addOne(slug, isLocked),
    second: ({ slug }) => addOne(slug, isLocked),
    check: async ({ slug }) => {
      seen.push(await titleOf(slug));
    },
  });
}

it('a side stops before its statement, its locks held; another waits for it', async () => {
  const { slug } = await makeCourse();
  const first = startSide(() => addOne(slug, true), { stopBefore: 'COMMIT' });
  await first.stopped();
  expect(await titleOf(slug)).toBe('0');
  const second = startSide(() => addOne(slug, true));
  expect(await second.endedOrBlocked()).toBe('blocked');
  first.goOn();
  await Promise.all([first.ended, second.ended]);
  expect(await titleOf(slug)).toBe('2');
});

it('a side that never comes to its point says so', async () => {
  const side = startSide(makeCourse, { stopBefore: /no such statement/ });
  await expect(side.stopped()).rejects.toThrow(/without reaching/);
});

it('every meeting of a lost update is found, and none where the row is locked', async () => {
  const wrong: string[] = [];
  await bothAdd(false, wrong);
  expect(wrong).toContain('1');
  const right: string[] = [];
  expect(await bothAdd(true, right)).toBeGreaterThanOrEqual(5);
  expect(new Set(right)).toEqual(new Set(['2']));
});

it.each(['row', 'commit'] as const)('a transaction is stopped in the database at its %s', async (at) => {
  const stop = await stopInDatabase(databaseUrl(), { table: 'course', on: 'INSERT', at });
  let isDone = false;
  const made = makeCourse().finally(() => (isDone = true));
  await stop.reached();
  await makeCourse(); // only the first is stopped
  expect(isDone).toBe(false);
  await stop.goOn();
  expect(await titleOf((await made).slug)).toBe('0');
});
