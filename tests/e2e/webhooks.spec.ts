import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, expectAccessible, signIn, test } from './support/test';

const discussion = '/courses/demo/digits/discussion';
let server: Server;
let heard: { event: string; text: string }[];

test.beforeEach(async () => {
  heard = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      heard.push(JSON.parse(body) as (typeof heard)[number]);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
test.afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

test('an instructor adds a webhook, tests it, sees it told of an announcement, and removes it', async ({
  page,
}) => {
  const { port } = server.address() as AddressInfo;
  await signIn(page, 'instructor@example.edu', 'demo-instructor');
  await page.goto('/staff/demo/webhooks');
  await expect(page.getByText('No address is told of anything')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Address').fill('https://10.0.0.1/hook');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('inside a private network')).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/a-long-path/secret`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await expect(page.getByText(`127.0.0.1:${port}/…cret`).first()).toBeVisible();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByRole('cell', { name: '204' })).toBeVisible();
  await expectAccessible(page);

  await page.goto(discussion);
  // Announcements of before have forms of their own, folded in.
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Announce' }) });
  await form.getByLabel('Title').fill('Told by webhook');
  await form.getByLabel('Text', { exact: true }).fill('Everyone knows.');
  await form.getByRole('button', { name: 'Announce' }).click();
  await expect
    .poll(() => heard.map((each) => each.event), { timeout: 45_000 })
    .toEqual(['test', 'announcement.posted']);
  expect(heard[1]?.text).toContain('Told by webhook');

  await page.goto('/staff/demo/webhooks');
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No address is told of anything')).toBeVisible();
});

test('A19: the webhooks of a course are not there for a teaching assistant', async ({ page }) => {
  await signIn(page, 'assistant@example.edu', 'demo-assistant');
  await page.goto('/staff/demo');
  await expect(page.getByRole('link', { name: 'People' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Webhooks' })).toHaveCount(0);
  expect((await page.goto('/staff/demo/webhooks'))?.status()).toBe(404);
});

test('a student makes a feed address, reads the feed without signing in, and ends it', async ({
  page,
  request,
}) => {
  await signIn(page, 'b09902041', 'demo-b09902041');
  await page.goto(discussion);
  await page.getByText('Follow announcements in a feed reader').click();
  await page.getByRole('button', { name: 'Make my feed address' }).click();
  const address = page.getByText(/\/api\/feeds\/feed_[\w-]+$/);
  await expect(address).toBeVisible();
  await expectAccessible(page);
  const url = (await address.textContent()) ?? '';
  const feed = await request.get(url);
  expect(feed.status()).toBe(200);
  expect(feed.headers()['content-type']).toBe('application/atom+xml; charset=utf-8');
  expect(await feed.text()).toContain('<feed xmlns="http://www.w3.org/2005/Atom">');
  const again = await request.get(url, { headers: { 'If-None-Match': feed.headers().etag ?? '' } });
  expect(again.status()).toBe(304);
  const own = await page.request.get('/api/courses/demo/feed?assignment=digits');
  expect(own.status()).toBe(200);
  expect((await request.get('/api/courses/demo/feed')).status()).toBe(401);

  await page.getByRole('button', { name: 'End my feed address' }).click();
  await expect(page.getByRole('button', { name: 'Make my feed address' })).toBeVisible();
  expect((await request.get(url)).status()).toBe(404);
});
