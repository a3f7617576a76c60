import type { Page, TestInfo } from '@playwright/test';
import { ZipFile } from 'yazl';
import { writtenProgram } from '../unit/review/support/written-program';
import { expect, expectAccessible, signIn, test } from './support/test';

const code = '/courses/demo/digits/code';
const review = '/staff/demo/digits/review';
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function pdfOf(text: string): string {
  const content = `BT /F1 24 Tf 72 700 Td (${text}) Tj ET`;
  const objects = [
    // A script that runs when the report is opened, were it run.
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const body = objects.map((object, at) => `${at + 1} 0 obj\n${object}\nendobj\n`).join('');
  return `%PDF-1.4\n${body}trailer\n<< /Root 1 0 R >>\n%%EOF\n`;
}

const NOTEBOOK = JSON.stringify({
  cells: [
    {
      cell_type: 'markdown',
      source: '# Training <script>document.title = "broken"</script>\n\n[a](javascript:alert(1)) $x^2$',
    },
    {
      cell_type: 'code',
      execution_count: 1,
      source: 'import torch\nmodel.fit(x)',
      outputs: [
        { output_type: 'stream', name: 'stdout', text: 'epoch 1\repoch 2\n' },
        { output_type: 'error', traceback: ['\u001b[0;31mRuntimeError\u001b[0m: out of memory'] },
        { output_type: 'display_data', data: { 'image/png': PNG, 'text/plain': 'figure' } },
        { output_type: 'display_data', data: { 'text/html': '<img src=x onerror="document.title=1">' } },
        { output_type: 'display_data', data: { 'image/svg+xml': '<svg onload="document.title=2"/>' } },
      ],
    },
  ],
});

async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function handIn(page: Page, login: string, files: Readonly<Record<string, string>>): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, login, `demo-${login}`);
  await page.goto(code);
  await page.getByLabel('Archive', { exact: true }).setInputFiles({
    name: `${login}_digits.zip`,
    mimeType: 'application/zip',
    buffer: await zipOf(files),
  });
  await page.getByRole('button', { name: 'Hand in' }).click();
  await expect(page.getByText(/Received: hand-in \d+/)).toBeVisible();
}

/** Looked at in both lights, without faults and without scrolling sideways. */
async function expectGood(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(1);
    await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`), fullPage: true });
  }
}

async function asAssistant(page: Page): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
}

async function openReview(page: Page, login: string): Promise<void> {
  await page.goto(review);
  await page
    .getByRole('link', { name: new RegExp(login) })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Review', exact: true })).toBeVisible();
}

test('a TA reviews with the keyboard; the student sees the same files and the comments once they are published', async ({
  page,
}, info) => {
  test.setTimeout(180_000); // a whole journey, in both lights at every stop
  const student = 'b09901017';
  await handIn(page, student, {
    'hw/train.py': 'import os\n\nprint("trained")\n',
    'hw/notes.ipynb': NOTEBOOK,
    'hw/report.pdf': pdfOf('Short report of mine'),
  });

  await asAssistant(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await openReview(page, student);
  await expect(page.getByText('epoch 2')).toBeVisible();
  await expect(page.getByText('epoch 1')).toHaveCount(0);
  await expect(page.getByText('RuntimeError')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Output of cell 2' })).toBeVisible();
  await expect(page.getByText('<img src=x onerror')).toBeVisible();
  await expect(page.getByText('An image of type image/svg+xml is not shown')).toBeVisible();
  const report = page.getByRole('img', { name: 'Page 1' });
  await report.scrollIntoViewIfNeeded();
  await expect
    .poll(() =>
      report.evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return pixels.some((value, at) => at % 4 === 0 && value < 100 && (pixels[at + 3] ?? 0) > 0);
      }),
    )
    .toBe(true);
  await expect(page.getByText('Short report of mine')).toBeAttached();
  expect(await page.title()).not.toMatch(/broken|^[12]$/);
  expect(
    requests.filter((url) => !url.startsWith(new URL(page.url()).origin) && !/^(data|blob):/.test(url)),
  ).toEqual([]);

  const points = page.getByLabel('It runs and does what it says (0 to 3)');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (const key of ['j', 'j', 'j', 'k', 'j', 'c']) await page.keyboard.press(key);
  await page.getByLabel('Comment to line 3').fill('Say *what* was trained. <b onclick=alert(1)>x</b>');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Say what was trained.')).toBeVisible();
  await page.keyboard.press('1');
  await expect(points).toBeFocused();
  await page.keyboard.type('2.5');
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await page.keyboard.type('1');
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  await page.keyboard.type('Set a seed.');
  await page.getByText(/Reusable comments/).click();
  await page.getByRole('button', { name: 'Keep the comment for use again' }).click();
  await expect(page.getByText('Reusable comments (1)')).toBeVisible();
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  await page.reload();
  await expect(points).toHaveValue('2.5');
  await expect(page.getByLabel('Comment', { exact: true })).toHaveValue('Set a seed.');
  await expect(page.getByText('Say what was trained.')).toBeVisible();
  await page.getByText('Reusable comments (1)').click();
  await page.getByRole('button', { name: 'Set a seed.', exact: true }).click();
  await expect(page.getByLabel('Comment', { exact: true })).toHaveValue('Set a seed.\n\nSet a seed.');
  await page.getByRole('button', { name: /^Delete: Set a seed/ }).click();
  await expect(page.getByText('Reusable comments (0)')).toBeVisible();
  await page.getByLabel('Not a reasonable effort').check();
  await page.getByRole('button', { name: 'Record a breach …' }).click();
  await expect(page.getByRole('dialog', { name: 'Record a breach of the rules' })).toBeVisible();
  await page.getByLabel('Evidence').fill('The code does nothing.');
  await page.getByRole('button', { name: 'Record the breach', exact: true }).click();
  // The demo's assignment has no grade book, so there is nothing a breach could change.
  await expect(page.getByText('Nothing was recorded: this assignment has no grade book')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByLabel('Not a reasonable effort').uncheck();
  await expectGood(page, info, 'review');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('p');
  await expect(page.getByText('reviewed', { exact: true })).toBeVisible();

  await page.goto(review);
  const publish = page.getByRole('button', { name: 'Show reviews to students' });
  if (await publish.isVisible()) await publish.click();
  await expect(page.getByText('shown to students since')).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, student, `demo-${student}`);
  await page.goto(code);
  await expect(page.getByText('2.5 of 3')).toBeVisible();
  await expect(page.getByText('Say what was trained.')).toBeVisible();
  await expect(page.getByRole('button', { name: /Comment on line/ })).toHaveCount(0);
  await page.getByText('hw/notes.ipynb').click();
  await page.getByText('hw/report.pdf').click();
  await expectGood(page, info, 'own-code');
  await page.getByRole('button', { name: /Ask for a second look.*It runs/ }).click();
  await page.getByLabel('What should be looked at again, and why').fill('It **does** run.');
  await page.getByRole('button', { name: 'Send the request' }).click();
  await expect(page.getByText('not answered yet')).toBeVisible();

  await asAssistant(page);
  await page.goto(review);
  await page.getByRole('link', { name: 'Second looks (1 open)' }).click();
  await expect(page.getByText('It does run.')).toBeVisible();
  await expectGood(page, info, 'second-looks');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByLabel('Reply to the student').fill('You are right.');
  await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
  await expect(points).toHaveValue('2.5');
  await expect(page.getByText('Earlier versions of this review')).toBeVisible();
  await points.fill('3');
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  await page.getByRole('button', { name: 'Finish the review' }).click();
  await expect(page.getByText('reviewed', { exact: true })).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, student, `demo-${student}`);
  await page.goto(code);
  await expect(page.getByText('3 of 3')).toBeVisible();
  await expect(page.getByText('You are right.')).toBeVisible();
  await expectGood(page, info, 'answered');
  await asAssistant(page);
  await page.goto(review);
  await page.getByRole('button', { name: 'Hide the reviews again' }).click();
  await expect(page.getByText('students do not see their reviews yet')).toBeVisible();
});

test('a TA compares the code of all and looks at the most alike side by side', async ({ page }, info) => {
  const [one, other] = ['b09901031', 'b09902005'];
  const text = writtenProgram(6, 60);
  await handIn(page, one, { 'main.py': text });
  await handIn(page, other, { 'main.py': `# all my own\n${text.replace(/\bvalue\b/g, 'mine')}` });
  await asAssistant(page);
  await page.goto(`${review}/similarity`);
  await expect(page.getByText('Nothing is punished automatically.')).toBeVisible();
  await page.getByRole('button', { name: /^Compare code/ }).click();
  const pair = page.getByRole('row').filter({ hasText: '100.0 %' }).first();
  await expect(pair).toBeVisible({ timeout: 180_000 });
  await page.getByRole('button', { name: /^Compare predictions/ }).click();
  await expect(page.getByText(/submissions, .* pairs, .* items/)).toBeVisible({ timeout: 180_000 });
  await expectGood(page, info, 'similarity');
  await pair.getByRole('link').first().click();
  const fragment = page.getByRole('group', { name: 'What is alike' }).getByRole('button').first();
  await fragment.click();
  await expect(fragment).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('# all my own')).toBeVisible();
  await expectGood(page, info, 'pair');
});
