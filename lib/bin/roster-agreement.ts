import { confirm, print, RefusedError } from '@/lib/bin/cli-output';
import { rosterLines, type ShownPreview } from '@/lib/bin/roster-lines.core';

export interface RosterCommandOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly removeMissing?: boolean;
  readonly acceptDoubts?: boolean;
  readonly encoding?: string;
}

/**
 * Shows a roster's preview and asks. `--yes` answers for what is plain; what looks damaged, or changes who somebody is, wants
 * `--accept-doubts` or an answer at the terminal. Throws when the answer is no.
 */
export async function agreeToRoster(
  preview: ShownPreview,
  options: RosterCommandOptions,
): Promise<{ readonly acceptDoubts: boolean }> {
  if (!options.json) for (const line of rosterLines(preview)) print(line);
  const { doubts } = preview;
  const accepted = options.acceptDoubts === true;
  if (
    doubts.length > 0 &&
    !accepted &&
    !(await confirm(`Are these ${doubts.length} to look at as they should be?`))
  ) {
    const message =
      'Nothing was changed. Look at what is named below; with --accept-doubts it is taken as it stands.';
    throw new RefusedError([{ code: 'roster_doubts', message }, ...doubts]);
  }
  if (!options.yes && !(await confirm('Do this?'))) {
    const message = 'Nothing was changed. Add --yes to do it without asking.';
    throw new RefusedError([{ code: 'not_confirmed', message }]);
  }
  return { acceptDoubts: doubts.length > 0 };
}
