import { readFileSync } from 'node:fs';
import { expect, expectAccessible, signIn, test } from './support/test';

const quiz = '/courses/demo/digits/quiz';
/** Right answers of the demo's quiz and the names of the classes as the server keeps them. */
const CANARIES = [
  '過度擬合',
  'over-fitting',
  'local_minima_like',
  'saddle_point',
  'none_of_the_above',
  'wantedClass',
  'eigenMargin',
];

test('a student answers, changes an answer, takes the checkpoint home, and sees the loss around it', async ({
  page,
}, info) => {
  const student = info.project.name === 'phone' ? 'b09901017' : 'b09901001';
  const seen: string[] = [];
  page.on('response', (response) => {
    if (!/\.(js|css|woff2)(\?|$)/.test(response.url())) {
      void response
        .text()
        .then((body) => seen.push(JSON.stringify(response.headers()) + body))
        .catch(() => undefined); // a redirect or a download has no body to read
    }
  });
  await signIn(page, student, `demo-${student}`);
  await page.goto('/courses/demo/digits');
  await page.getByRole('link', { name: /answer the quiz \(0 of 4\)/i }).click();
  await page.waitForURL(`**${quiz}`);
  await expect(page.getByText('0 of 4')).toBeVisible();

  const saved = page.getByRole('status').filter({ hasText: /^saved at/i });
  await page.getByRole('radio', { name: 'saddle point' }).click();
  await expect(saved).toHaveCount(1);
  await page.getByRole('radio', { name: 'none of the above' }).click();
  await expect(page.getByText('2 saved answers')).toBeVisible();
  await page.getByRole('checkbox', { name: /choosing the best of 200/i }).click();
  await expect(saved).toHaveCount(2);
  const typed = page.getByLabel('Your answer', { exact: true });
  await typed.first().fill('one tenth');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByText(/write a number such as/i)).toBeVisible();
  await typed.first().fill('0.1');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await typed.last().fill('overfitting');
  await page.getByRole('button', { name: 'Save' }).last().click();
  await expect(page.getByText('4 of 4')).toBeVisible();

  await page.reload();
  await expect(page.getByRole('radio', { name: 'none of the above' })).toBeChecked();
  await expect(saved).toHaveCount(4);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /notebook/i }).click();
  const notebook = await download;
  expect(notebook.suggestedFilename()).toMatch(new RegExp(`^${student}_digits_.*\\.ipynb$`));
  const text = readFileSync(await notebook.path(), 'utf8');
  expect(text).toContain(student);
  expect(() => JSON.parse(text) as unknown).not.toThrow();

  await page.getByRole('button', { name: 'Run it here' }).click();
  await expect(page.getByText(/^gradient norm: \S+, minimum ratio: \S+$/)).toBeVisible();
  for (const name of [
    /training data and network/i,
    /gradient norm and threshold/i,
    /eigenvalues of the hessian/i,
  ])
    await expect(page.getByRole('img', { name })).toBeVisible();
  const slice = page.getByRole('img', { name: /loss around the checkpoint/i });
  await expect(slice).toHaveAccessibleName(/eigenvectors 1 and 16/);
  await page.getByLabel('Across: eigenvector').selectOption('4');
  await expect(slice).toHaveAccessibleName(/eigenvectors 5 and 16/);
  await page.getByLabel(/distance shown/i).fill('1');
  await expectAccessible(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(width, 'the page fits the screen').toBeLessThanOrEqual(0);

  // A43: in nothing the student was sent, HTML, RSC, JSON or headers, is an answer or a class.
  const html = await page.content();
  for (const canary of CANARIES) {
    expect(html, canary).not.toContain(canary);
    for (const each of seen) expect(each, canary).not.toContain(canary);
  }
});

test('staff make the checkpoints and see balance and margins; a student does not find the page', async ({
  page,
  browser,
}) => {
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto('/staff/demo/digits/quiz');
  const seed = page.getByRole('button', { name: 'Make missing checkpoints' });
  await expect(page.getByText(/of 12 students have a checkpoint/)).toBeVisible();
  if (await seed.isEnabled()) await seed.click();
  await expect(page.getByText('12 of 12 students have a checkpoint')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Students' }).getByRole('row')).toHaveCount(13);
  await expectAccessible(page);

  await page.getByLabel('For', { exact: true }).selectOption({ label: 'everyone' });
  await page.getByLabel('Answer', { exact: true }).selectOption({ label: 'saddle point' });
  await page.getByLabel('Reason').fill('imported checkpoints are ambiguous');
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Withdraw: saddle point' })).toBeVisible();
  await page.getByRole('button', { name: 'Withdraw: saddle point' }).click();
  await expect(page.getByRole('button', { name: 'Withdraw: saddle point' })).toBeHidden();

  const other = await browser.newContext();
  const student = await other.newPage();
  await signIn(student, 'b09902014', 'demo-b09902014');
  const answer = await student.goto('/staff/demo/digits/quiz');
  expect(answer?.status()).toBe(404);
  await other.close();
});
