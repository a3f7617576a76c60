import path from 'node:path';
import { expect, expectAccessible, signIn, test } from './support/test';

const DEMO = path.join('courses', 'demo');
const digits = '/courses/demo/digits';

test('an auditor accepts the rules, uploads a bad file, then a good one, sees the score arrive, and selects finals', async ({
  page,
}) => {
  await signIn(page, 'auditor@example.edu', 'demo-auditor');
  await page.getByRole('link', { name: /handwritten digits/i }).click();
  await page.getByRole('link', { name: 'Submit', exact: true }).click();
  await page.getByRole('button', { name: 'I accept the rules' }).click();

  const file = page.locator('input[type=file]');
  await expect(page.getByText('5 of 5 left today')).toBeVisible();
  await file.setInputFiles(path.join(DEMO, 'predictions', 'bad', 'spreadsheet-damage.csv'));
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await expect(page.getByText('The file has problems. It cost no attempt.')).toBeVisible();
  await expect(page.getByText(/row 17: Class "2\.0e1"/)).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByText('5 of 5 left today')).toBeVisible();

  await file.setInputFiles(path.join(DEMO, 'digits', 'simple.csv'));
  await page.getByLabel('Description (optional)').fill('the simple baseline <b>again</b>');
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await expect(page.getByRole('heading', { name: /receipt no\. \d+/i })).toBeVisible();
  // The simple baseline's score; another test may have corrected one label of the solution.
  await expect(page.getByText(/^0\.88\d{3}$/).first()).toBeVisible();
  await expect(page.getByText('4 of 5 left today')).toBeVisible();

  await page.getByRole('link', { name: 'Choose which submissions count' }).click();
  await expect(page.getByText('0 of 2 final submissions selected')).toBeVisible();
  await page.getByRole('button', { name: /select submission \d+ as final/i }).click();
  await expect(page.getByText('1 of 2 final submissions selected')).toBeVisible();
  // A15: what was typed is shown, not interpreted.
  await expect(page.getByText('the simple baseline <b>again</b>')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Leaderboard', exact: true }).click();
  await expect(page.getByRole('row', { name: /Listening In/ }).first()).toBeVisible();
  await expect(page.getByRole('row', { name: /strong baseline/ }).first()).toBeVisible();
  await expectAccessible(page);
});

test('the limit: after five submissions of a day the sixth is not taken', async ({ page }) => {
  await signIn(page, 'b09902036', 'demo-b09902036');
  await page.goto(`${digits}/submit`);
  for (let used = 1; used <= 5; used += 1) {
    await page.locator('input[type=file]').setInputFiles(path.join(DEMO, 'digits', 'simple.csv'));
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await expect(page.getByText(`${5 - used} of 5 left today`)).toBeVisible();
  }
  await expect(page.getByText('You have used all attempts of today')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(path.join(DEMO, 'digits', 'simple.csv'));
  await expect(page.getByRole('button', { name: 'Submit', exact: true })).toBeDisabled();
});

test('a closed and revealed competition shows the private board, the shake-up, and both scores', async ({
  page,
}) => {
  await signIn(page, 'r10921008', 'demo-r10921008');
  await page.goto('/courses/demo/odd-even/leaderboard');
  await expect(page.getByRole('table', { name: 'Private leaderboard' })).toBeVisible();
  await expect(page.getByRole('img', { name: /shake-up/i })).toBeVisible();
  const own = page.getByRole('row', { name: /r10921008_top of the board/ }).first();
  await expect(own).toContainText('3');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'My submissions', exact: true }).click();
  await expect(page.getByText('Private', { exact: true }).first()).toBeVisible();
  await page.goto('/courses/demo/odd-even/submit');
  await expect(page.getByText('The deadline is over')).toBeVisible();
});

test('every page of a student fits the screen and has no serious accessibility fault', async ({ page }) => {
  await signIn(page, 'b09902020', 'demo-b09902020');
  for (const address of [
    '/',
    digits,
    `${digits}/data`,
    `${digits}/submit`,
    `${digits}/leaderboard`,
    `${digits}/submissions`,
  ]) {
    await page.goto(address);
    await expect(page.getByRole('main')).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${address} scrolls sideways`).toBeLessThanOrEqual(1);
    await expectAccessible(page);
  }
});
