import type { Problem } from '@/lib/platform/result';

/** What the command line needs of a roster's preview, from this server's own or from a site's answer. */
export interface ShownPreview {
  readonly encoding: string;
  readonly entries: readonly {
    readonly line: number;
    readonly action: string;
    readonly studentId: string | null;
    readonly name: string;
    readonly email: string | null;
    readonly role: string;
    readonly changes: readonly {
      readonly field: string;
      readonly from: string | null;
      readonly to: string;
    }[];
  }[];
  readonly missing: readonly { readonly isRemoved: boolean }[];
  readonly notes: readonly Problem[];
  readonly doubts: readonly Problem[];
}

/** How many people are added, changed, unchanged, and not in the file. */
export function rosterCounts(preview: ShownPreview): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of preview.entries) counts[action] = (counts[action] ?? 0) + 1;
  return { ...counts, 'not in the file': preview.missing.length };
}

/** Every change, old → new, and what a person should look at. */
export function rosterLines(preview: ShownPreview): string[] {
  const entries = preview.entries.flatMap(({ line, action, studentId, name, email, role, changes }) => {
    if (action === 'unchanged') return [];
    const changed = changes.map(({ field, from, to }) => `${field} ${from ?? '(none)'} → ${to}`).join(', ');
    const who = [studentId, name, email, role].filter((each) => each !== null).join(' ');
    return [`line ${line}: ${action} ${who}${changed === '' ? '' : `: ${changed}`}`];
  });
  const counts = Object.entries(rosterCounts(preview)).map(([kind, count]) => `${kind}: ${count}`);
  return [
    `read as ${preview.encoding}`,
    ...entries,
    ...preview.notes.map((each) => `note: ${placed(each)}`),
    ...preview.doubts.map((each) => `look at this: ${placed(each)}`),
    ...counts,
  ];
}

function placed({ line, field, message }: Problem): string {
  const where = [line === undefined ? '' : `line ${line}`, field ?? ''].filter(Boolean).join(', ');
  return where === '' ? message : `${where}: ${message}`;
}
