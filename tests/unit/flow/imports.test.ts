import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint();

async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map((message) => `${message.ruleId}`);
}

/** Each case plants a violation under a name that exists, so that the rule's own resolution is tried. */
describe('the lint rule of the data flow', { timeout: 60_000 }, () => {
  it('refuses a backward import', async () => {
    const code =
      "import { rankStandings } from '@/lib/leaderboard/rank.core';\nconsole.log(rankStandings);\n";
    expect(await complaints('lib/submission/receipt.ts', code)).toContain('import-x/no-restricted-paths');
  });

  it('refuses the clock, the environment and I/O in a core', async () => {
    const file = 'lib/leaderboard/rank.core.ts';
    expect(await complaints(file, 'export const now = Date.now();\n')).toContain('no-restricted-syntax');
    expect(await complaints(file, "import fs from 'node:fs';\nexport const x = fs;\n")).toContain(
      'no-restricted-imports',
    );
  });

  it('refuses the database in a page', async () => {
    const code = "import { db } from '@/lib/platform/database/client';\nexport const x = db;\n";
    expect(await complaints('app/api/health/route.ts', code)).toContain('no-restricted-imports');
  });

  it.each([
    ['lib/submission/receipt.ts', "export const x = 'SELECT 1 FROM course FOR UPDATE';\n"],
    ['lib/leaderboard/rank.core.ts', 'export const x = `SELECT ${1} FROM course for share`;\n'],
    ['app/api/health/route.ts', "export const x = 'SELECT pg_advisory_xact_lock(1)';\n"],
    [
      'lib/platform/mail/outbox.ts',
      'export const x = `SELECT 1 FROM mail LIMIT ${1} FOR UPDATE SKIP LOCKED`;\n',
    ],
  ])('refuses a lock taken by hand in %s', async (file, code) => {
    expect(await complaints(file, code)).toEqual(['no-restricted-syntax']);
  });

  it('lets the right direction pass', async () => {
    const code = "import { ok } from '@/lib/platform/result';\nexport const x = ok(1);\n";
    expect(await complaints('lib/submission/receipt.ts', code)).toEqual([]);
  });
});
