import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { entriesOf, zipOf } from '../support/zip-folder';
import { startSite } from './support/site';
import { expect, expectAccessible, signIn, test } from './support/test';

const digits = '/staff/demo/digits';

async function expectFits(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(1);
}

test('first set-up: the printed link makes the first instructor, who makes a course and enrols a class; a student takes the invitation', async ({
  page,
}) => {
  const site = await startSite();
  const link = /this link works once\): (\S+)/.exec(site.output())?.[1] ?? '';
  await page.goto(link);
  await page.getByLabel('Name', { exact: true }).fill('Prof. Ada Lin');
  await page.getByLabel(/e-mail/i).fill('ada@example.edu');
  for (const field of await page.locator('input[type=password]').all())
    await field.fill('a long enough password');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await expect(page.getByRole('heading', { name: 'My courses' })).toBeVisible();

  await page.getByRole('link', { name: 'Staff area' }).first().click();
  await page.getByLabel('Title').fill('Machine Learning');
  await page.getByLabel('Short name').fill('ml2026');
  await page.getByLabel('Time zone').fill('Asia/Taipei');
  await page.getByRole('button', { name: 'Make the course' }).click();
  await expect(page.getByText('No assignment yet')).toBeVisible();

  await page.getByRole('link', { name: 'People', exact: true }).click();
  const roster =
    '\ufeffstudent_id,name,email,role\r\nB09901001,"Wang, Hsiao-Ming",ming@example.edu,student\r\n,Guest,guest@example.edu,auditor\r\n';
  await page
    .getByLabel('Roster (CSV)')
    .setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from(roster) });
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await expect(page.getByText(/2 to add/)).toBeVisible();
  await page.getByRole('button', { name: 'Apply these changes' }).click();
  await expect(page.getByText('2 invitation links to hand out')).toBeVisible();
  const invitation = await page
    .getByRole('textbox', { name: /Link for Wang/ })
    .or(page.getByLabel(/Link for Wang/))
    .first();
  const address = (await invitation.inputValue().catch(() => invitation.innerText())).trim();

  // The folder of an assignment as a zip: a wrong one first, with its mistakes; then the difference, then the import.
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await expect(page.getByText('Nothing was uploaded yet')).toBeVisible();
  const bundle = async (fileName: string, change: (yaml: string) => string): Promise<void> => {
    const edit = (name: string, content: Buffer): string | Buffer =>
      name === 'assignment.yaml'
        ? change(content.toString('utf8').replace(/^course: .*$/m, 'course: ml2026'))
        : content;
    const buffer = await zipOf(entriesOf(path.join('courses', 'demo', 'digits'), 'digits/', edit));
    await page
      .getByLabel('Zip file of the folder')
      .setInputFiles({ name: fileName, mimeType: 'application/zip', buffer });
    await page.getByRole('button', { name: 'Upload' }).click();
  };
  await bundle('wrong.zip', (yaml) => yaml.replace('daily_limit: 5', 'daily_limit: five'));
  await expect(page.getByText(/One mistake; nothing was changed/)).toBeVisible();
  await expect(page.getByText(/assignment\.yaml:\d+ · competition\.daily_limit/)).toBeVisible();
  await bundle('digits.zip', (yaml) => yaml);
  await expect(page.getByText('new assignment ml2026/digits: Handwritten Digits')).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);
  await page.getByRole('button', { name: 'Do this' }).click();
  await page.getByRole('link', { name: 'Open the assignment' }).click();
  await expect(page.getByRole('heading', { name: 'Handwritten Digits' })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(address);
  for (const field of await page.locator('input[type=password]').all())
    await field.fill('another long password');
  await page.locator('form button[type=submit]').click();
  await expect(page.getByRole('heading', { name: 'My courses' })).toBeVisible();
  await page.goto(link);
  await expect(page.getByText(/has been used/)).toBeVisible();
  await site.stop();
});

test('a TA regrades under a corrected solution: preview first, then all boards switch', async ({ page }) => {
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto(`${digits}/regrade`);
  const solution = readFileSync(path.join('courses', 'demo', 'digits', 'solution.csv'), 'utf8');
  // A public row whose label was wrong, say.
  const corrected = solution.replace(
    /\n(\d+),(\d),Public\n/,
    (_line, id: string, label: string) => `\n${id},${(Number(label) + 1) % 10},Public\n`,
  );
  await page
    .getByLabel('Solution file')
    .setInputFiles({ name: 'solution-2.csv', mimeType: 'text/csv', buffer: Buffer.from(corrected) });
  await page.getByLabel('Reason').fill('one label was wrong');
  await page.getByRole('button', { name: 'Add it and start a regrade' }).click();
  await expect(page.getByText('Ready to commit')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/of \d+ submissions get another score/)).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);
  await page.getByRole('button', { name: 'Commit' }).click();
  await expect(page.getByText('All boards switch to solution version 2 at once.')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Commit' }).click();
  await expect(page.getByText('Committed')).toBeVisible();
  await page.goto(`${digits}/audit`);
  await expect(page.getByRole('region', { name: 'Audit log' }).getByText('regrade.committed')).toBeVisible();
  await expectAccessible(page);
});

test("close and reveal: what was hidden until staff press the button is everyone's after it", async ({
  page,
  demo,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'closed-'));
  cpSync(path.join('courses', 'demo', 'digits'), folder, { recursive: true });
  const yaml = readFileSync(path.join(folder, 'assignment.yaml'), 'utf8')
    .replace('assignment: digits', 'assignment: digits-closed')
    .replace('title: Handwritten Digits', 'title: Hidden Results')
    .replace(/opens: .*/, 'opens: 2025-01-01T00:00:00')
    .replace(/closes: .*/, 'closes: 2025-02-01T23:59:00')
    .replace('reveal: at_close', 'reveal: manual');
  writeFileSync(path.join(folder, 'assignment.yaml'), yaml);
  expect((await demo.cli(['import', folder, '--yes'])).code).toBe(0);
  rmSync(folder, { recursive: true });

  await signIn(page, 'b09901002', 'demo-b09901002');
  await page.goto('/courses/demo/digits-closed/leaderboard');
  await expect(page.getByText('Closed', { exact: true })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Public leaderboard' })).toBeVisible();
  await page.context().clearCookies();

  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto('/staff/demo/digits-closed');
  await page.getByRole('button', { name: 'Reveal the private results' }).click();
  await expect(page.getByText(/can't be taken back/)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Reveal the private results' }).click();
  await expect(page.getByText('Final results')).toBeVisible();
  await page.context().clearCookies();

  await signIn(page, 'b09901002', 'demo-b09901002');
  await page.goto('/courses/demo/digits-closed/leaderboard');
  await expect(page.getByRole('table', { name: 'Private leaderboard' })).toBeVisible();
});

test('staff take a submission back with a reason, which its sender sees; a student gets no staff page', async ({
  page,
}) => {
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto(`${digits}/submissions?q=b09902041`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByLabel('Reason').fill('made with data from elsewhere');
  await page.getByRole('button', { name: 'Take this submission back' }).click();
  await expect(page.getByRole('button', { name: 'Restore it' })).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, 'b09902041', 'demo-b09902041');
  await page.goto('/courses/demo/digits/submissions');
  await expect(page.getByText('made with data from elsewhere')).toBeVisible();
  for (const address of [
    '/staff',
    '/staff/demo',
    digits,
    `${digits}/submissions`,
    `${digits}/regrade`,
    `${digits}/audit`,
    '/staff/demo/people',
  ]) {
    expect((await page.request.get(address)).status(), address).toBe(404);
  }
});

test('every staff page fits the screen and has no serious accessibility fault', async ({ page }) => {
  await signIn(page, 'instructor@example.edu', 'demo-instructor');
  const parts = [
    '',
    '/submissions',
    '/submissions/1',
    '/participants',
    '/leaderboard',
    '/regrade',
    '/settings',
    '/audit',
  ];
  for (const address of [
    '/staff',
    '/staff/demo',
    '/staff/demo/people',
    ...parts.map((part) => digits + part),
  ]) {
    await page.goto(address);
    await expect(page.getByRole('main')).toBeVisible();
    await expectFits(page);
    await expectAccessible(page);
  }
});
