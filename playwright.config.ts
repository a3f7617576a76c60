import { defineConfig, devices } from '@playwright/test';

const executablePath = process.env.SADDLEPOINT_BROWSER;

/** Real browser, real server: every worker starts a site of its own (tests/e2e/support). */
export default defineConfig({
  // A busy machine is slower, not wrong.
  timeout: 300_000,
  expect: { timeout: 45_000 },
  // Half of a journey is waiting: for a page, for a score. Three keep two cores busy.
  workers: 3,
  forbidOnly: true,
  retries: 0,
  use: {
    // A trace of every step costs time in every test: on demand only, a picture of the failure always.
    trace: process.env.SADDLEPOINT_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    // Colours in the middle of a transition are not the page's: what is looked at is the page at rest.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'site', testDir: 'tests/site', timeout: 600_000 },
    {
      name: 'desktop',
      testDir: 'tests/e2e',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } },
    },
    {
      name: 'phone',
      testDir: 'tests/e2e',
      // What is in an answer does not depend on the screen.
      testIgnore: ['**/outputs.spec.ts', '**/private-scores.spec.ts'],
      use: { ...devices['Pixel 7'] },
    },
  ],
});
