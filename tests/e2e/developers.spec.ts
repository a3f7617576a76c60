import { expect, expectAccessible, signIn, test } from './support/test';

test('the page of the API lists every operation, can be searched, and is linked from the account page', async ({
  page,
  isMobile,
}) => {
  await page.goto('/developers/api');
  await expect(page.getByRole('heading', { name: 'API', level: 1 })).toBeVisible();
  const api = (await (await page.request.get('/api/rest/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const operations = Object.values(api.paths).flatMap((each) => Object.keys(each)).length;
  await expect(page.locator('article')).toHaveCount(operations);
  const nav = page.getByRole('navigation', { name: 'Operations' });
  await nav.getByLabel('Search operations').fill('leaderboard');
  await expect(nav.getByRole('link')).toHaveCount(1);
  await nav.getByRole('link').click();
  await expect(page.locator('#getLeaderboard')).toBeInViewport();
  // Colours are the same at every width, and there is much to look at here.
  for (const colorScheme of isMobile ? (['light'] as const) : (['light', 'dark'] as const)) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(1);
  await page.screenshot({ path: test.info().outputPath('developers.png') });
  await signIn(page, 'b09901001', 'demo-b09901001');
  await page.goto('/account');
  await page.getByRole('link', { name: 'API and its documentation' }).click();
  await expect(page).toHaveURL(/\/developers\/api$/);
});
