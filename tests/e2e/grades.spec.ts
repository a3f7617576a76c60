import { expect, expectAccessible, signIn, test } from './support/test';

const grades = '/staff/demo/odd-even/grades';

test('staff publish the grades of a revealed competition; a student sees item, points and why', async ({
  page,
}) => {
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto(grades);
  await expect(page.getByText('10.00 points in all').or(page.getByText('10 points in all'))).toBeVisible();
  await expectAccessible(page);
  const publish = page.getByRole('button', { name: 'Publish these grades' });
  await publish.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish these grades' }).click();
  await expect(page.getByText(/publication \d+ is in force/)).toBeVisible();
  const overflow = async (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBeLessThanOrEqual(1);

  await page.context().clearCookies();
  await signIn(page, 'b09901001', 'demo-b09901001');
  await page.goto('/courses/demo/odd-even/grade');
  await expect(page.getByText('Private strong baseline')).toBeVisible();
  await expect(page.getByText(/reaches? (simple|strong) baseline/).first()).toBeVisible();
  await expect(page.getByText(/above \d+ of 11/)).toBeVisible();
  await expectAccessible(page);
  expect(await overflow()).toBeLessThanOrEqual(1);
  expect((await page.request.get(grades)).status()).toBe(404);
});
