import type { Page } from '@playwright/test';
import { ZipFile } from 'yazl';
import { expect, expectAccessible, signIn, test } from './support/test';

const code = '/courses/demo/digits/code';
const review = '/staff/demo/digits/review';

async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function expectFits(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(1);
}

test('a student hands code in, a TA reviews it, the student sees the points once they are published', async ({
  page,
}) => {
  await signIn(page, 'b09902041', 'demo-b09902041');
  await page.goto(code);
  await expect(page.getByText('b09902041_digits.zip').first()).toBeVisible();
  const send = async (name: string, files: Record<string, string>): Promise<void> => {
    await page
      .getByLabel('Archive', { exact: true })
      .setInputFiles({ name, mimeType: 'application/zip', buffer: await zipOf(files) });
    await page.getByRole('button', { name: 'Hand in' }).click();
  };
  await send('homework.zip', { 'model.ckpt': 'x', 'train.py': 'print(1)' });
  await expect(page.getByText('The archive must be named b09902041_digits.zip')).toBeVisible();
  await expect(page.getByText('model.ckpt is of a type that is not handed in')).toBeVisible();
  await expectAccessible(page);
  const notebook = JSON.stringify({
    cells: [
      { cell_type: 'markdown', source: ['# What I did <script>document.title = "x"</script>'] },
      { cell_type: 'code', source: ['accuracy = 0.97'] },
    ],
  });
  await send('b09902041_digits.zip', { 'hw/train.py': 'print("trained")\n', 'hw/notes.ipynb': notebook });
  await expect(page.getByText(/Received: hand-in \d+/)).toBeVisible();
  await page.getByText('hw/notes.ipynb').click();
  await expect(page.getByRole('heading', { name: /What I did/ })).toBeVisible();
  await expect(page.getByText('accuracy = 0.97')).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);

  await page.context().clearCookies();
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto(review);
  await expectAccessible(page);
  await expectFits(page);
  await page
    .getByRole('link', { name: /b09902041/ })
    .first()
    .click();
  await expect(page.getByText('print("trained")')).toBeVisible();
  await page.getByLabel('It runs and does what it says (0 to 3)').fill('9');
  await page.getByLabel('It can be read (0 to 1)').fill('0.5');
  await page.getByRole('button', { name: /Finish the review|Save the review/ }).click();
  await expect(page.getByText('give 0 to 3 points, not 9')).toBeVisible();
  await page.getByLabel('It runs and does what it says (0 to 3)').fill('2.5');
  await page.getByLabel('It can be read (0 to 1)').fill('0.5');
  await page.getByLabel('Comment', { exact: true }).fill('Good, but **name** your variables.');
  await page.getByRole('button', { name: /Finish the review|Save the review/ }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);
  await page.goto(review);
  await page.getByRole('button', { name: 'Show reviews to students' }).click();
  await expect(page.getByText('shown to students since')).toBeVisible();

  await page.context().clearCookies();
  await signIn(page, 'b09902041', 'demo-b09902041');
  await page.goto(code);
  await expect(page.getByText('2.5 of 3')).toBeVisible();
  await expect(page.getByText('name', { exact: true }).first()).toBeVisible();
  expect((await page.request.get(review)).status()).toBe(404);
});
