/**
 * `npm test`: every check and every test, what fails fastest first. Prints the true sum of all runners as its last
 * line and ends non-zero when anything failed.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBrowser } from './find-browser';

interface Counts {
  passed: number;
  failed: number;
}

const reports = mkdtempSync(path.join(tmpdir(), 'saddlepoint-reports-'));
const totals: Counts = { passed: 0, failed: 0 };
const bin = (name: string): string => path.join('node_modules', '.bin', name);

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** The same, printed in one piece at its end: other things run beside it. */
function runQuietly(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 50_000_000 }, (error, out, err) => {
      process.stdout.write(`${out}${err}`);
      if (error && typeof error.code !== 'number') console.error(error.message);
      resolve(error ? 1 : 0);
    });
  });
}

/** A check without a count of its own counts as one test. */
async function check(title: string, command: string, args: readonly string[]): Promise<void> {
  const isGood = (await runQuietly(command, args)) === 0;
  console.log(`# ${title}: ${isGood ? 'good' : 'BAD'}`);
  totals[isGood ? 'passed' : 'failed'] += 1;
}

/** What one core does while the other has the unit tests; the site's build is what the journeys need. */
async function checksAndBuild(): Promise<void> {
  await check('types', bin('tsc'), ['--noEmit', '-p', '.']);
  await check('lint', bin('eslint'), ['.', '--max-warnings', '0']);
  await check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']);
  await check('build', process.execPath, ['--import', 'tsx', 'scripts/build.ts']);
}

async function vitest(project: string): Promise<void> {
  console.log(`\n# vitest ${project}`);
  const report = path.join(reports, `${project}.json`);
  const code = await run(bin('vitest'), [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const counts = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    success: boolean;
  };
  totals.passed += counts.numPassedTests;
  // A file that could not be collected, or an unhandled error, fails the run without a failed test.
  totals.failed += counts.numFailedTests + (code !== 0 && counts.numFailedTests === 0 ? 1 : 0);
}

async function playwright(): Promise<void> {
  console.log('\n# playwright');
  const browser = findBrowser();
  if (!browser.ok) {
    console.error(browser.advice);
    totals.failed += 1;
    return;
  }
  const report = path.join(reports, 'playwright.json');
  const code = await run(bin('playwright'), ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    ...(browser.executable ? { SADDLEPOINT_BROWSER: browser.executable } : {}),
  });
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  totals.passed += stats.expected;
  totals.failed +=
    stats.unexpected + stats.flaky + (code !== 0 && stats.unexpected + stats.flaky === 0 ? 1 : 0);
}

try {
  await Promise.all([checksAndBuild(), vitest('unit')]);
  await vitest('integration');
  await playwright();
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
