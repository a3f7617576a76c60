import { connect } from '@/lib/platform/database/client';
import { startCluster } from '@/lib/platform/postgres/cluster';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, signIn, test } from './support/test';

/** Everything a student can fetch of an open competition, in every encoding the site serves. */
test('A35 and A39: before the reveal nothing a student can fetch holds a private score', async ({
  page,
  demo,
}) => {
  const { databasePassword } = JSON.parse(readFileSync(path.join(demo.dataDir, 'secrets.json'), 'utf8')) as {
    databasePassword: string;
  };
  const { url } = await startCluster(demo.dataDir, databasePassword);
  const db = connect(url);
  const competition = await db.competition.findFirstOrThrow({ where: { assignment: { slug: 'digits' } } });
  const id = competition.assignmentId;
  // Canaries: private scores no public score can be mistaken for.
  const submissions = await db.submission.findMany({
    where: { competitionId: id, status: 'scored' },
    include: { scores: true },
  });
  expect(submissions.length).toBeGreaterThan(30);
  for (const { scores } of submissions) {
    for (const score of scores) {
      await db.score.updateMany({
        where: { submissionId: score.submissionId },
        data: { privateScore: 0.123 + score.submissionId / 1e7 },
      });
    }
  }
  await db.baseline.updateMany({ where: { competitionId: id }, data: { privateScore: 0.1239999 } });
  await db.$executeRaw`UPDATE board_state SET version = version + 1 WHERE competition_id = ${id}::uuid`;
  await db.$disconnect();

  await signIn(page, 'b09901001', 'demo-b09901001');
  const own = submissions[0]?.id ?? 0;
  const base = '/courses/demo/digits';
  const addresses = [
    ...['', '/data', '/submit', '/leaderboard', '/leaderboard?board=private', '/submissions'].map(
      (part) => `${base}${part}`,
    ),
    '/',
    `/api/competitions/${id}/board`,
    `/api/competitions/${id}/board?which=private`,
    `/api/competitions/${id}/board.csv?which=private`,
    `/api/competitions/${id}/board.csv`,
    `/api/competitions/${id}/submissions`,
    `/api/submissions/${own}/file`,
    `/api/health`,
    '/staff',
    '/staff/demo',
    '/staff/demo/digits',
    '/staff/demo/digits/submissions',
    '/staff/demo/digits/leaderboard',
    `/staff/demo/digits/submissions/${own}`,
  ];
  const encodings: Record<string, string>[] = [{}, { RSC: '1' }, { RSC: '1', 'Next-Router-Prefetch': '1' }];
  for (const address of addresses) {
    for (const headers of encodings) {
      const response = await page.request.get(address, { headers });
      const text = await response.text();
      expect(text.includes('0.123'), `${address} ${JSON.stringify(headers)}`).toBe(false);
      expect(JSON.stringify(response.headers()).includes('0.123')).toBe(false);
    }
  }
  for (const address of [
    `/api/competitions/${id}/board?which=private`,
    `/api/competitions/${id}/board.csv?which=private`,
  ]) {
    expect((await page.request.get(address)).status()).toBe(404);
  }
});

test('A37: answers for one person alone are never stored by a proxy', async ({ page, demo }) => {
  await signIn(page, 'b09901001', 'demo-b09901001');
  for (const address of ['/', '/courses/demo/digits', '/courses/demo/digits/submissions']) {
    const response = await page.request.get(`${demo.url}${address}`);
    expect(response.headers()['cache-control'], address).toMatch(/private|no-store/);
  }
});
