import { print, printJson, refusal } from '@/lib/bin/cli-output';
import type { Finding } from '@/lib/bin/doctor/finding';

const MARKS = { ok: 'ok  ', warning: 'WARN', bad: 'BAD ' } as const;

/** Prints what was found, a line each; the command ends with 1 when something is bad. */
export function reportFindings(findings: readonly Finding[], asJson: boolean): void {
  const wrong = findings.filter((each) => each.level === 'bad');
  if (asJson) {
    printJson({
      healthy: wrong.length === 0,
      findings: findings.map((each) => ({ ...each, ok: each.level !== 'bad' })),
    });
    process.exitCode = wrong.length === 0 ? 0 : 1;
    return;
  }
  for (const each of findings) print(`${MARKS[each.level]} ${each.check}: ${each.detail}`);
  if (wrong.length > 0)
    throw refusal(
      'unhealthy',
      `${wrong.length} checks failed: ${wrong.map((each) => each.check).join(', ')}`,
    );
}
