import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import type { Db } from '@/lib/platform/database/client';
import { hashPassword } from '@/lib/identity/password';
import { evaluate } from '@/lib/quiz/hessian/evaluate.core';
import type { SineNetwork } from '@/lib/quiz/hessian/network.types';
import { startSite, type Site } from '../e2e/support/site';
import { expectAccessible } from '../e2e/support/test';
import { pdfOf } from '../support/pdf';
import { zipOf } from '../support/zip-folder';
import { siteDatabase } from './support';

/**
 * The assignment of courses/ml2021spring/hw2 from upload to published grade, for five students. Worked by hand from its rules:
 * code 4; public simple, public strong, private simple, private strong 1 each; quiz 2; bonus 0.5 for full marks in all of the
 * first five with a report of fewer than 100 words; a breach multiplies by 0.9.
 */
const EXPECTED = {
  b09901001: { who: 'full marks with bonus', total: '10.50' }, // 4 + 1 + 1 + 1 + 1 + 2 + 0.5
  b09901002: { who: 'strong public, weak private', total: '8.00' }, // 4 + 1 + 1 + 0 + 0 + 2, no bonus
  b09901003: { who: 'wrong quiz answer', total: '8.50' }, // 4 + 1 + 1 + 1 + 1 + 0 + 0.5
  b09901004: { who: 'a breach', total: '9.45' }, // 10.5 × 0.9
  b09901005: { who: 'nothing handed in', total: '0.00' },
} as const;
type Student = keyof typeof EXPECTED;
const ACTIVE: readonly Student[] = ['b09901001', 'b09901002', 'b09901003', 'b09901004'];

const BUNDLE = path.join('courses', 'ml2021spring', 'hw2');
const CLASSES = ['local_minima_like', 'saddle_point', 'none_of_the_above'] as const;
const PASSWORD = 'correct horse battery';
const DURING = '2021-03-20T09:00:00Z';
const AFTER = '2021-04-06T09:00:00Z';

let site: Site;
let db: Db;
const tokens = new Map<string, string>();

test.describe.configure({ mode: 'serial' });
test.setTimeout(300_000);

test.beforeAll(async () => {
  site = await startSite();
  db = await siteDatabase(site.dataDir);
  const imported = await site.cli(['import', BUNDLE, '--yes', '--without-data', '--json']);
  expect([imported.code, imported.stderr]).toEqual([0, '']);
  const course = await db.course.findUniqueOrThrow({ where: { slug: 'ml2021spring' } });
  const passwordHash = await hashPassword(PASSWORD);
  for (const login of [...Object.keys(EXPECTED), 'ta']) {
    const isStudent = login !== 'ta';
    const token = `sp_${randomBytes(32).toString('base64url')}`;
    tokens.set(login, token);
    await db.user.create({
      data: {
        name: isStudent ? EXPECTED[login as Student].who : 'Teaching Assistant',
        studentId: isStudent ? login : null,
        email: `${login}@example.edu`,
        passwordHash,
        tokens: { create: { name: 'test', tokenHash: createHash('sha256').update(token).digest('hex') } },
        enrolments: {
          create: {
            courseId: course.id,
            role: isStudent ? 'student' : 'ta',
            displayName: isStudent ? `${login}_x` : 'Teaching Assistant',
            displayNameKey: isStudent ? `${login}_x` : 'teaching assistant',
          },
        },
      },
    });
  }
  const seeded = await site.cli(['checkpoints', 'seed', 'ml2021spring/hw2-1', '--json']);
  expect([seeded.code, seeded.stderr]).toEqual([0, '']);
});

test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
});

const A = '/api/rest/v1/courses/ml2021spring/assignments/hw2-1';

async function call(login: string, url: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(`${site.url}${url}`, {
    ...init,
    headers: { authorization: `Bearer ${tokens.get(login)}`, ...init.headers },
  });
  const text = await answer.text();
  expect(answer.status, `${url}: ${text.slice(0, 500)}`).toBeLessThan(300);
  return text === '' ? null : JSON.parse(text);
}

async function clockAt(instant: string): Promise<void> {
  await db.$executeRawUnsafe(
    `CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $fn$ SELECT '${instant}'::timestamptz $fn$`,
  );
}

/** The hidden labels as a prediction; `isRight` says of which rows. */
function prediction(isRight: (usage: string) => boolean): string {
  const lines = readFileSync(path.join(BUNDLE, 'solution.csv'), 'utf8').trim().split('\n').slice(1);
  const rows = lines.map((line) => {
    const [id = '', label = '', usage = ''] = line.trim().split(',');
    return `${id},${isRight(usage) ? label : (Number(label) + 1) % 39}`;
  });
  return `Id,Class\n${rows.join('\n')}\n`;
}

async function doTheWork(login: Student, assignmentId: string): Promise<void> {
  await call(login, `${A}/rules-acceptance`, { method: 'POST' });
  const body = prediction((usage) => login !== 'b09901002' || usage === 'Public');
  await call(login, `${A}/submissions?fileName=p.csv`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/csv' },
  });
  const stored = await db.quizCheckpoint.findFirstOrThrow({
    where: { assignmentId, user: { studentId: login } },
  });
  const right = CLASSES.indexOf(evaluate(stored.network as unknown as SineNetwork).class);
  const option = login === 'b09901003' ? (right + 1) % 3 : right;
  await call(login, `${A}/quiz/answers/hessian`, {
    method: 'PUT',
    body: JSON.stringify({ kind: 'option', option }),
    headers: { 'content-type': 'application/json' },
  });
  const zip = await zipOf([
    { name: 'train.py', content: 'print("trained")\n' },
    { name: 'report.pdf', content: pdfOf('A deeper network with dropout') },
  ]);
  await call(login, `${A}/handins?fileName=${login}_hw2.zip`, {
    method: 'POST',
    body: new Uint8Array(zip),
    headers: { 'content-type': 'application/zip' },
  });
}

async function pageOf(browser: Browser, login: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${site.url}/sign-in`);
  await page.getByLabel(/student id or e-mail/i).fill(login === 'ta' ? 'ta@example.edu' : login);
  await page.getByLabel(/^password/i).fill(PASSWORD);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return page;
}

test('five students from upload to published grade: the totals worked by hand', async ({ browser }) => {
  const { id } = await db.assignment.findFirstOrThrow({ where: { slug: 'hw2-1' } });
  await clockAt(DURING);
  for (const login of ACTIVE) await doTheWork(login, id);
  const where = { competitionId: id, status: 'scored' as const };
  await expect.poll(() => db.submission.count({ where }), { timeout: 90_000 }).toBe(ACTIVE.length);

  // After the close: reviewed (the reviewer's own journey is another test's), the quiz graded by the worker.
  await clockAt(AFTER);
  const ta = await db.user.findUniqueOrThrow({ where: { email: 'ta@example.edu' } });
  for (const handin of await db.handin.findMany({ where: { assignmentId: id } })) {
    const review = { points: { code: '4' }, reviewerId: ta.id, completedAt: new Date(AFTER) };
    await db.review.upsert({
      where: { handinId: handin.id },
      create: { handinId: handin.id, ...review },
      update: review,
    });
  }
  await expect
    .poll(() => db.quizResult.count({ where: { assignmentId: id } }), { timeout: 90_000 })
    .toBeGreaterThanOrEqual(ACTIVE.length);

  const staff = await pageOf(browser, 'ta');
  await staff.goto(`${site.url}/staff/ml2021spring/hw2-1/grades`);
  await staff.getByRole('link', { name: 'b09901004_x' }).click();
  await staff.getByLabel('Rule that was broken').fill('Code shared during the assignment');
  await staff.getByLabel('Evidence, which the student reads').fill('Two archives with the same files.');
  await expect(staff.getByLabel('Multiplies the grade by')).toHaveValue('0.9');
  await staff.getByRole('button', { name: 'Record the breach' }).click();
  await expect(staff.getByText('Recorded; the student sees it.')).toBeVisible();
  await expectAccessible(staff);

  // A slip of the hand, and its undoing.
  await staff.getByLabel('Points', { exact: true }).fill('1');
  await staff.getByLabel('Reason, which the student reads').fill('a slip');
  await staff.getByRole('button', { name: 'Set the points' }).click();
  await expect(staff.getByText('Set. It counts with the next publication.')).toBeVisible();
  await staff.getByRole('button', { name: 'Undo the points of Code' }).click();
  await expect(staff.getByText('undone')).toBeVisible();

  await staff.goto(`${site.url}/staff/ml2021spring/hw2-1/grades`);
  await expect(staff.getByRole('cell', { name: 'hand-in, submission' })).toBeVisible();
  await expect(staff.getByRole('heading', { name: 'Statistics' })).toBeVisible();
  await expectAccessible(staff);
  await staff.getByRole('button', { name: 'Publish these grades' }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Publish these grades' }).click();
  await expect(staff.getByText(/publication 1 is in force/)).toBeVisible();

  const csv = await (await staff.request.get(`${site.url}/api/grades/${id}/export?format=csv`)).text();
  const totals = Object.fromEntries(
    csv
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => [line.split(',')[0], line.split(',').at(-1)]),
  );
  expect(totals).toEqual(
    Object.fromEntries(Object.entries(EXPECTED).map(([login, { total }]) => [login, total])),
  );
  const book = await staff.request.get(`${site.url}/api/grades/${id}/export?format=xlsx`);
  expect((await book.body()).subarray(0, 2).toString()).toBe('PK');
  const canvas =
    'Student,ID,SIS User ID,Section,Phoneme Classification (1)\r\n"x, y",7,b09901001,A,\r\n"unknown",8,b1,A,3\r\n';
  await staff
    .getByLabel('Canvas export (CSV)')
    .setInputFiles({ name: 'canvas.csv', mimeType: 'text/csv', buffer: Buffer.from(canvas) });
  await staff.getByLabel('Column').fill('Phoneme Classification (1)');
  const download = staff.waitForEvent('download');
  await staff.getByRole('button', { name: 'Fill in the column' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe(
    canvas.replace('b09901001,A,', 'b09901001,A,10.50'),
  );
  await staff.context().close();

  for (const [login, { total }] of Object.entries(EXPECTED)) {
    const page = await pageOf(browser, login);
    await page.goto(`${site.url}/courses/ml2021spring/hw2-1/grade`);
    await expect(page.getByText(total, { exact: true }).first()).toBeVisible();
    if (login === 'b09901004') {
      await expect(page.getByText('× 0.9').first()).toBeVisible();
      await page.getByLabel('Your reply').fill('We worked in one room.');
      await page.getByRole('button', { name: 'Send the reply' }).click();
    }
    expect((await page.request.get(`${site.url}/api/grades/${id}/export`)).status()).toBe(403);
    await page.context().close();
  }
  await expect
    .poll(() => db.ruleBreach.findFirst({ where: { assignmentId: id } }))
    .toMatchObject({ reply: 'We worked in one room.' });
});

test('full marks may be shown to the class: agreed, read by a classmate, taken back', async ({ browser }) => {
  const course = `${site.url}/courses/ml2021spring/hw2-1`;
  const author = await pageOf(browser, 'b09901001');
  await author.goto(`${course}/code`);
  const template = await author.getByRole('link', { name: 'report-template.md' }).getAttribute('href');
  const file = await author.request.get(`${site.url}${template}`);
  expect(await file.text()).toContain('Fewer than 100 words');
  await author.goto(`${course}/grade`);
  await expect(author.getByRole('heading', { name: 'Show your work to the class' })).toBeVisible();
  await expectAccessible(author);
  await author.getByRole('button', { name: 'Show my code and report' }).click();
  await expect(author.getByText('shown to the class', { exact: true })).toBeVisible();

  const reader = await pageOf(browser, 'b09901002');
  const page = await reader.goto(`${course}/grade`);
  expect(page?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  await expect(reader.getByRole('heading', { name: 'Show your work to the class' })).toBeHidden();
  await reader.getByRole('link', { name: 'Gallery' }).click();
  await expectAccessible(reader);
  await reader.getByRole('link', { name: 'b09901001_x' }).click();
  await expect(reader.getByText('print("trained")')).toBeVisible();
  await expect(reader.locator('canvas').first()).toBeVisible(); // the report, drawn page by page
  await expectAccessible(reader);
  const entry = reader.url();
  const report = await reader.locator('a[href^="/api/gallery/"]').first().getAttribute('href');
  const answer = await reader.request.get(`${site.url}${report}`);
  expect([answer.status(), answer.headers()['content-security-policy']]).toEqual([
    200,
    expect.stringContaining('sandbox'),
  ]);
  await reader.setViewportSize({ width: 390, height: 844 });
  for (const path of [`${course}/gallery`, entry]) {
    await reader.goto(path);
    expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(reader);
  }

  await author.getByRole('button', { name: 'Withdraw' }).click();
  await expect(author.getByRole('button', { name: 'Show my code and report' })).toBeVisible();
  expect((await reader.goto(entry))?.status()).toBe(404);
  expect((await reader.request.get(`${site.url}${report}`)).status()).toBe(404);
  await reader.goto(`${course}/gallery`);
  await expect(reader.getByText('Nothing is shown yet')).toBeVisible();
});
