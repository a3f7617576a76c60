import path from 'node:path';
import { DateTime } from 'luxon';
import { confirm, print, printJson, RefusedError, take } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { exportBundle } from '@/lib/bundle/export-bundle';
import { applyImport, planImport } from '@/lib/bundle/import-bundle';
import { readBundle } from '@/lib/bundle/read-bundle';
import { offsetText } from '@/lib/platform/time-zone.core';

export async function importCommand(
  folder: string,
  options: { readonly yes?: boolean; readonly withoutData?: boolean; readonly json?: boolean },
): Promise<void> {
  const withoutMissingData = options.withoutData === true;
  const bundle = take(await readBundle(path.resolve(folder), { withoutMissingData }));
  await withDatabase(async () => {
    const plan = take(await planImport(bundle));
    if (!options.json) {
      for (const warning of plan.warnings) process.stderr.write(`warning: ${warning}\n`);
      for (const line of plan.lines) print(line);
      process.stderr.write(`times are local to ${zoneLine(bundle.yaml.timezone, new Date())}\n`);
    }
    if (plan.lines.length === 0) {
      if (options.json) printJson({ applied: false, changes: [], warnings: plan.warnings });
      else print('nothing to change');
      return;
    }
    if (!options.yes && !(await confirm('Do this?'))) {
      throw new RefusedError([
        { code: 'not_confirmed', message: 'Nothing was changed. Add --yes to do it without asking.' },
      ]);
    }
    take(await applyImport(bundle, null));
    if (options.json) printJson({ applied: true, changes: plan.lines, warnings: plan.warnings });
    else print('done');
  });
}

/** `Asia/Taipei (UTC+08:00; there it is now 2026-03-01 09:30)` */
function zoneLine(zone: string, now: Date): string {
  const time = DateTime.fromJSDate(now, { zone }).toFormat('yyyy-MM-dd HH:mm');
  return `${zone} (${offsetText(zone, now)}; there it is now ${time})`;
}

export async function exportCommand(
  assignment: string,
  folder: string,
  options: { readonly json?: boolean },
): Promise<void> {
  const [course, slug, ...rest] = assignment.split('/');
  if (!course || !slug || rest.length > 0) {
    throw new RefusedError([
      { code: 'bad_name', message: `Write it as course/assignment, not ${assignment}.` },
    ]);
  }
  await withDatabase(async () => {
    const done = take(await exportBundle(course, slug, path.resolve(folder)));
    if (options.json) printJson(done);
    else print(`${done.files} files written to ${folder}`);
  });
}
