import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

/** `npm run soak` is ten minutes; the suite has one. */
test('A70, A72, A73, A76, A78, A95 and A111: a minute of work under kills, a frozen database, a full disk and regrades loses nothing', async () => {
  test.skip(process.platform !== 'linux', 'processes are looked up in /proc');
  test.setTimeout(600_000);
  const args = ['--import', 'tsx', 'bench/soak.ts', '--seconds', '60', '--seed', '11', '--students', '6'];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  expect(stdout).toContain('nothing differs');
  const counts = JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? '{}') as Record<string, number>;
  expect(counts.receipts).toBeGreaterThan(20);
  expect(counts.regrades).toBeGreaterThan(0);
});
