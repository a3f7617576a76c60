import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

export type Browser =
  /** null: the one that Playwright installed for itself. */
  { readonly ok: true; readonly executable: string | null } | { readonly ok: false; readonly advice: string };

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * A browser for the tests: one that is installed; else Playwright's own, installed when it can be; else, for root on
 * Debian, the distribution's. Says exactly what to do when there is none.
 */
export function findBrowser(): Browser {
  const given = process.env.SADDLEPOINT_BROWSER;
  if (given) return { ok: true, executable: given };
  const installed = installedBrowser();
  if (installed) return { ok: true, executable: installed };
  if (existsSync(chromium.executablePath())) return { ok: true, executable: null };
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error("No browser found; installing Debian's chromium …");
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const found = installedBrowser();
    if (found) return { ok: true, executable: found };
  }
  console.error('No browser found; asking Playwright to install its own …');
  const done = spawnSync('npx', ['playwright', 'install', 'chromium'], {
    stdio: 'inherit',
    timeout: 300_000,
  });
  if (done.status === 0 && existsSync(chromium.executablePath())) return { ok: true, executable: null };
  return {
    ok: false,
    advice:
      'The browser tests need Chromium, and none was found or could be installed. Do one of:\n' +
      '  sudo apt-get install chromium            (Debian, Ubuntu)\n' +
      '  npx playwright install --with-deps chromium\n' +
      '  SADDLEPOINT_BROWSER=/path/to/chromium npm test',
  };
}

function installedBrowser(): string | null {
  for (const name of SYSTEM) {
    try {
      return execFileSync('which', [name], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim();
    } catch {
      continue; // the next name
    }
  }
  return null;
}
