import { expect, expectAccessible, signIn, test } from './support/test';

const discussion = '/courses/demo/digits/discussion';

test('a student asks, a TA announces and answers, the student marks the answer; scripts in Markdown stay text', async ({
  page,
}) => {
  const title = `Is normalising allowed? ${Date.now()}`;
  await signIn(page, 'b09902036', 'demo-b09902036');
  await page.goto(discussion);
  await expectAccessible(page);
  await page.getByLabel('Title').fill(title);
  await page
    .getByLabel('Your question')
    .fill(
      'May I use $x/255$?\n\n<img src=x onerror="document.title=1"> <script>document.title=2</script>\n\n```python\nx = x / 255\n```',
    );
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  const question = page.getByRole('article', { name: 'Question' });
  await expect(question.locator('.katex').first()).toBeVisible();
  await expect(question.locator('pre')).toContainText('x = x / 255');
  expect(await question.locator('img, script').count()).toBe(0);
  const thread = page.url();

  await page.context().clearCookies();
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto(discussion);
  await page.getByLabel('Title').first().fill('Office hour moved');
  await page.getByLabel('Text', { exact: true }).first().fill('It is on **Thursday**.');
  await page.getByRole('button', { name: 'Announce' }).click();
  await expect(page.getByRole('heading', { name: 'Office hour moved' }).first()).toBeVisible();
  await page.goto(thread);
  await page.getByLabel('Your answer').fill('Yes, it is.');
  await page.getByRole('button', { name: 'Post the answer' }).click();
  await expect(page.getByRole('paragraph').filter({ hasText: 'Yes, it is.' })).toBeVisible();
  await expect(page.getByLabel('Your answer')).toHaveValue('');

  await page.context().clearCookies();
  await signIn(page, 'b09902036', 'demo-b09902036');
  await page.goto(thread);
  await page.getByRole('button', { name: 'This helped' }).click();
  await expect(page.getByRole('button', { name: 'This did not help' })).toBeVisible();
  await expectAccessible(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(1);
  await page.goto(discussion);
  await expect(page.getByText('Answered', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Office hour moved' }).first()).toBeVisible();
});
