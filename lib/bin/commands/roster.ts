import { readFile } from 'node:fs/promises';
import { print, printJson, take } from '@/lib/bin/cli-output';
import { agreeToRoster, type RosterCommandOptions } from '@/lib/bin/roster-agreement';
import { rosterCounts } from '@/lib/bin/roster-lines.core';
import { withDatabase } from '@/lib/bin/with-database';
import { applyRoster, previewRoster } from '@/lib/identity/import-roster';
import { invitationsCsv } from '@/lib/identity/invitations-csv';
import { env } from '@/lib/platform/env';

/** Shows what a class list would change, and does it. Invitation links of new people are printed as CSV. */
export async function rosterImportCommand(
  course: string,
  csv: string,
  options: RosterCommandOptions,
): Promise<void> {
  const bytes = await readFile(csv);
  const read = {
    removeMissing: options.removeMissing ?? false,
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
  };
  await withDatabase(async () => {
    const preview = take(await previewRoster(null, course, bytes, read));
    const agreed = await agreeToRoster(preview, options);
    const { fingerprint } = preview;
    const { invitations } = take(await applyRoster(null, course, bytes, { ...read, ...agreed, fingerprint }));
    const origin = env().publicUrl;
    if (options.json) {
      const links = invitations.map((each) => ({ ...each, link: origin + each.path }));
      printJson({ ...rosterCounts(preview), notes: preview.notes, invitations: links });
    } else if (invitations.length > 0) {
      print(invitationsCsv(invitations, origin));
    }
  });
}
