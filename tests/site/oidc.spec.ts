import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { freePort, makeDataDir, siteDatabase, start } from './support';

const ACCOUNTS = {
  known: { email: 'known@example.edu', email_verified: true, name: 'Known' },
  stranger: { email: 'stranger@example.edu', email_verified: true },
};

test('somebody of the roster signs in with the school’s account, a stranger is told why not', async ({
  browser,
}) => {
  const data = makeDataDir();
  const port = await freePort();
  const provider = await startProvider(`http://localhost:${port}/api/auth/callback/oidc`);
  const site = await start(data.path, {
    PORT: String(port),
    SADDLEPOINT_OIDC_ISSUER: provider.issuer,
    SADDLEPOINT_OIDC_CLIENT_ID: 'saddlepoint',
    SADDLEPOINT_OIDC_CLIENT_SECRET: 'only-for-this-test',
    SADDLEPOINT_OIDC_NAME: 'Campus account',
  });
  const db = await siteDatabase(data.path);
  const course = await db.course.create({
    data: { slug: 'oidc', title: 'A course behind a school’s sign-in', timezone: 'Asia/Taipei' },
  });
  const user = await db.user.create({
    data: {
      name: 'Known',
      email: 'known@example.edu',
      enrolments: {
        create: { courseId: course.id, role: 'ta', displayName: 'Known', displayNameKey: 'known' },
      },
    },
  });
  for (const subject of ['known', 'stranger'] as const) {
    const page = await browser.newPage();
    await page.goto(`${site.url}/sign-in?callbackUrl=/courses/oidc`);
    await page.getByRole('button', { name: 'Campus account' }).click();
    // The provider's own pages.
    await page.waitForURL(`${provider.issuer}/interaction/**`);
    await page.locator('input[name=login]').fill(subject);
    await page.locator('input[name=password]').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    if (subject === 'known') {
      await expect(page).toHaveURL(`${site.url}/courses/oidc`);
      await expect(page.getByRole('heading', { name: course.title })).toBeVisible();
    } else {
      await expect(page).toHaveURL(/\/sign-in\?/);
      await expect(page.getByText(/roster/)).toBeVisible();
    }
    await page.close();
  }
  expect(await db.externalIdentity.findMany({ select: { userId: true, subject: true } })).toEqual([
    { userId: user.id, subject: 'known' },
  ]);
  expect(await db.user.count({ where: { email: 'stranger@example.edu' } })).toBe(0);
  await db.$disconnect();
  await site.stop();
  await provider.stop();
  data.remove();
});

/** A real OpenID Connect provider in a process of its own. */
async function startProvider(redirect: string): Promise<{ issuer: string; stop(): Promise<void> }> {
  const program = 'tests/integration/identity/support/oidc-server.ts';
  const child = spawn(process.execPath, ['--import', 'tsx', program, redirect, JSON.stringify(ACCOUNTS)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const issuer = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  return {
    issuer,
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}
