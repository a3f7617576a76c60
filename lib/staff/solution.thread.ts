import { readFile } from 'node:fs/promises';
import { ok, refuse, type Result } from '@/lib/platform/result';
import type { CompiledSolution } from '@/lib/prediction/prediction.types';
import { compileUnder, type ReadingSettings, type SolutionFacts } from '@/lib/staff/compile-under';

export interface SolutionTask {
  /** Path of the solution's file. */
  readonly file: string;
  readonly settings: ReadingSettings;
  /** Path of the version that counts, whose ids it must have; null: there is none. */
  readonly active: string | null;
}

/** Entry of a thread: reads a solution whole, which for half a million rows is no matter for a web server's own thread. */
export default async function readSolution(task: SolutionTask): Promise<Result<SolutionFacts>> {
  const compiled = compileUnder(task.settings, await readFile(task.file));
  if (!compiled.ok) return compiled;
  if (task.active !== null) {
    const active = compileUnder(task.settings, await readFile(task.active));
    if (!active.ok) return active;
    const same = compareIds(active.value, compiled.value);
    if (!same.ok) return same;
  }
  const { publicRows, privateRows, rows } = compiled.value;
  return ok({
    rowsPublic: publicRows.length,
    rowsPrivate: privateRows.length,
    rowsIgnored: rows - publicRows.length - privateRows.length,
  });
}

function compareIds(active: CompiledSolution, added: CompiledSolution): Result<null> {
  const known = new Set(Array.from({ length: active.rows }, (_, row) => active.ids.idOf(row)));
  let foreign = 0;
  for (let row = 0; row < added.rows; row += 1) if (!known.has(added.ids.idOf(row))) foreign += 1;
  if (foreign === 0 && added.rows === active.rows) return ok(null);
  const message = `The new solution has ${added.rows} rows, ${foreign} of them with ids that the present one does not have; it has ${active.rows}. Both must have the same ids.`;
  return refuse({ code: 'other_ids', message });
}
