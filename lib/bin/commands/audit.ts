import { print, printJson, refusal } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { findCompetitionId } from '@/lib/assignment/competition';
import { db } from '@/lib/platform/database/client';
import { auditLines, type AuditView } from '@/lib/staff/audit-list';

interface Options {
  readonly action?: string;
  readonly search?: string;
  readonly limit: string;
  readonly json?: boolean;
}

/** Prints the audit log of an assignment, newest first. */
export async function auditCommand(assignment: string, options: Options): Promise<void> {
  const [course, slug, ...rest] = assignment.split('/');
  const limit = Number(options.limit);
  if (!course || !slug || rest.length > 0)
    throw refusal('bad_name', `Write it as course/assignment, not ${assignment}.`);
  if (!Number.isInteger(limit) || limit < 1)
    throw refusal('bad_value', '--limit must be a whole number from 1 on.');
  await withDatabase(async () => {
    const id = await findCompetitionId(db(), course, slug);
    if (!id) throw refusal('not_found', `There is no assignment ${assignment}.`);
    const lines = await everyLine(id, options, limit);
    if (options.json) printJson(lines);
    else
      for (const line of lines)
        print(
          [line.at, line.who ?? 'the platform', line.action, line.subject, line.detail.join('; ')].join('\t'),
        );
  });
}

async function everyLine(id: string, options: Options, limit: number): Promise<AuditView[]> {
  const lines: AuditView[] = [];
  let before: bigint | null = null;
  for (;;) {
    const page = await auditLines(id, {
      action: options.action ?? null,
      search: options.search ?? '',
      before,
    });
    lines.push(...page.lines);
    if (page.next === null || lines.length >= limit) return lines.slice(0, limit);
    before = BigInt(page.next);
  }
}
