import { expect, test } from '@playwright/test';
import { makeDataDir, makeOpenCompetition, siteDatabase, start, type Running } from './support';

test('A104: a text made to keep a renderer busy leaves the running site answering', async () => {
  test.setTimeout(300_000);
  const data = makeDataDir();
  let site: Running | undefined;
  try {
    site = await start(data.path);
    const db = await siteDatabase(data.path);
    const made = await makeOpenCompetition(db, data.path, 1, 5);
    const assignment = await db.assignment.findUniqueOrThrow({
      where: { id: made.competitionId },
      include: { course: true },
    });
    // As the discussion's forms would store it; 50,000 characters kept the site busy for 53 seconds.
    const bomb = '*a_'.repeat(16_667);
    await db.announcement.create({ data: { assignmentId: assignment.id, title: 'Slow', markdown: bomb } });
    const feed = `${site.url}/api/courses/${assignment.course.slug}/feed`;
    const headers = { authorization: `Bearer ${made.tokens[0]}` };
    const health = async (): Promise<number> => {
      const startedAt = performance.now();
      const answer = await fetch(`${site?.url}/api/health`);
      await answer.text();
      return performance.now() - startedAt;
    };
    await health();
    let isDone = false;
    const slow = fetch(feed, { headers }).then(async (answer) => {
      const text = await answer.text();
      isDone = true;
      return { status: answer.status, text };
    });
    const waits: number[] = [];
    while (!isDone) waits.push(await health());
    const { status, text } = await slow;
    expect(status).toBe(200);
    expect(text).toContain('class="plain-text"');
    expect(Math.max(...waits)).toBeLessThan(5_000);
    expect(waits.length).toBeGreaterThan(3);
    await db.$disconnect();
  } finally {
    await site?.stop();
    data.remove();
  }
});
