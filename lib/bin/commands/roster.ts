import { readFile } from 'node:fs/promises';
import { confirm, print, printJson, RefusedError, take } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { applyRoster, previewRoster, type RosterPreview } from '@/lib/identity/import-roster';
import { invitationsCsv } from '@/lib/identity/invitations-csv';
import { env } from '@/lib/platform/env';

interface Options {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly removeMissing?: boolean;
}

/** Shows what a class list would change, and does it. Invitation links of new people are printed as CSV. */
export async function rosterImportCommand(course: string, csv: string, options: Options): Promise<void> {
  const bytes = await readFile(csv);
  const removeMissing = options.removeMissing ?? false;
  await withDatabase(async () => {
    const preview = take(await previewRoster(null, course, bytes, { removeMissing }));
    const counts = countsOf(preview);
    if (!options.json) for (const [kind, count] of Object.entries(counts)) print(`${kind}: ${count}`);
    if (!options.yes && !(await confirm('Do this?'))) {
      throw new RefusedError([
        { code: 'not_confirmed', message: 'Nothing was changed. Add --yes to do it without asking.' },
      ]);
    }
    const { invitations } = take(
      await applyRoster(null, course, bytes, { removeMissing, fingerprint: preview.fingerprint }),
    );
    const origin = env().publicUrl;
    if (options.json) {
      printJson({
        ...counts,
        invitations: invitations.map((each) => ({ ...each, link: origin + each.path })),
      });
    } else if (invitations.length > 0) {
      print(invitationsCsv(invitations, origin));
    }
  });
}

function countsOf(preview: RosterPreview): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const entry of preview.entries) counts[entry.action] = (counts[entry.action] ?? 0) + 1;
  return { ...counts, 'not in the file': preview.missing.length };
}
