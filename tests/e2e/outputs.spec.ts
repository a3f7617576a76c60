import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { connect, type Db } from '@/lib/platform/database/client';
import { startCluster } from '@/lib/platform/postgres/cluster';
import { expect, signIn, test } from './support/test';

const base = '/courses/demo/digits';

async function databaseOf(demo: { readonly dataDir: string }): Promise<Db> {
  const { databasePassword } = JSON.parse(readFileSync(path.join(demo.dataDir, 'secrets.json'), 'utf8')) as {
    databasePassword: string;
  };
  return connect((await startCluster(demo.dataDir, databasePassword)).url);
}

async function digitsId(demo: { readonly dataDir: string }): Promise<string> {
  const db = await databaseOf(demo);
  const { assignmentId } = await db.competition.findFirstOrThrow({
    where: { assignment: { slug: 'digits' } },
  });
  await db.$disconnect();
  return assignmentId;
}

interface Row {
  readonly name: string;
  readonly score: string;
}

test('A5: a score has the same five decimals on the page, in JSON and in CSV', async ({ page, demo }) => {
  await signIn(page, 'b09902020', 'demo-b09902020');
  const id = await digitsId(demo);
  const json = (await (await page.request.get(`/api/competitions/${id}/board`)).json()) as { rows: Row[] };
  const csv = parse<{ participant: string; score: string }>(
    await (await page.request.get(`/api/competitions/${id}/board.csv`)).text(),
    { columns: true, bom: true },
  );
  expect(json.rows.length).toBeGreaterThan(10);
  for (const row of json.rows) expect(row.score).toMatch(/^[01]\.\d{5}$/);
  expect(csv.map((row) => [row.participant, row.score])).toEqual(
    json.rows.map((row) => [row.name, row.score]),
  );
  await page.goto(`${base}/leaderboard`);
  for (const row of json.rows.slice(0, 8)) await expect(page.getByText(row.score).first()).toBeVisible();
  // Neither page nor transport holds a score with more digits than are shown.
  for (const address of [`${base}/leaderboard`, `${base}/submissions`, base]) {
    for (const headers of [{}, { RSC: '1' }] as Record<string, string>[]) {
      const text = await (await page.request.get(address, { headers })).text();
      expect(text.match(/(?<![\d.])0\.\d{6,}(?=["<,\s\\])/g) ?? [], address).toEqual([]);
    }
  }
});

test('A3 and A39: which rows are public is in nothing a student can fetch, and no seed either', async ({
  page,
  demo,
}) => {
  const db = await databaseOf(demo);
  const { assignmentId: id } = await db.competition.findFirstOrThrow({
    where: { assignment: { slug: 'digits' } },
  });
  await db.$executeRaw`
    UPDATE competition SET split = '{"public":0.5,"seed":"c4n4ry-seed","by":"random"}'::jsonb WHERE assignment_id = ${id}::uuid`;
  await signIn(page, 'b09902020', 'demo-b09902020');
  const files = await db.assignmentFile.findMany({ where: { assignmentId: id } });
  const addresses = [
    ...['', '/data', '/submit', '/leaderboard', '/submissions'].map((part) => `${base}${part}`),
    `/api/competitions/${id}/board`,
    `/api/competitions/${id}/board.csv`,
    `/api/competitions/${id}/submissions`,
    ...files.map((file) => `/api/assignments/${id}/files?path=${encodeURIComponent(file.path)}`),
  ];
  for (const address of addresses) {
    const text = await (await page.request.get(address)).text();
    expect(text.includes('c4n4ry'), address).toBe(false);
    expect(/\b\d+,\d,(Public|Private)\b/.test(text), address).toBe(false);
  }
  // Nor in an error: a file whose every row is wrong is answered without a word on the split.
  const answer = await page.request.post(`/api/competitions/${id}/submissions?fileName=p.csv`, {
    data: Buffer.from('Id,Class\n901,x\n902,\n'),
    headers: { 'content-type': 'text/csv', origin: demo.url },
  });
  const said = await answer.text();
  expect(said).toContain('problems');
  expect(said).not.toMatch(/public|private|usage|c4n4ry/i);
  await db.$executeRaw`UPDATE competition SET split = NULL WHERE assignment_id = ${id}::uuid`;
  await db.$disconnect();
});

test("A26: the daily reset and the deadline are shown in the course's zone, and in the viewer's on hover", async ({
  browser,
  demo,
}) => {
  const context = await browser.newContext({ timezoneId: 'America/New_York', baseURL: demo.url });
  const page = await context.newPage();
  await signIn(page, 'b09902020', 'demo-b09902020');
  await page.goto(`${base}/submit`);
  // 00:00 UTC is 08:00 in Taipei.
  const reset = page.locator('time', { hasText: '08:00' }).first();
  await expect(reset).toBeVisible();
  await expect(reset).toContainText('Asia/Taipei');
  await expect(reset).toHaveAttribute('title', /E[SD]T|Eastern|GMT-[45]/);
  await page.goto(base);
  const deadline = page.locator('time', { hasText: '23:59' }).first();
  await expect(deadline).toBeVisible();
  await expect(deadline).toHaveAttribute('title', /E[SD]T|Eastern|GMT-[45]/);
  await context.close();
});

test('A66: a name that begins like a formula is neutralised in the leaderboard as CSV', async ({
  page,
  demo,
}) => {
  const db = await databaseOf(demo);
  const id = await digitsId(demo);
  const entry = await db.boardEntry.findFirstOrThrow({
    where: { competitionId: id },
    include: { participant: true },
  });
  const enrolment = await db.enrolment.findFirstOrThrow({ where: { userId: entry.participant.userId } });
  const rename = async (displayName: string): Promise<void> => {
    await db.enrolment.update({ where: { id: enrolment.id }, data: { displayName } });
    await db.$executeRaw`UPDATE board_state SET version = version + 1 WHERE competition_id = ${id}::uuid`;
  };
  await rename('=HYPERLINK("http://example.org")');
  await signIn(page, 'b09902020', 'demo-b09902020');
  await expect
    .poll(async () => (await page.request.get(`/api/competitions/${id}/board.csv`)).text())
    .toContain(`"'=HYPERLINK(""http://example.org"")"`);
  await rename(enrolment.displayName);
  await db.$disconnect();
});
