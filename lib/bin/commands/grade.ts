import { readFile } from 'node:fs/promises';
import type { GradesExportOptions } from '@/lib/bin/cli';
import { confirm, print, printJson, RefusedError, take } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { findCompetitionId } from '@/lib/assignment/competition';
import { countByItem } from '@/lib/gradebook/changes.core';
import { exportCanvas, exportGrades, exportGradesXlsx } from '@/lib/gradebook/export-grades';
import { previewGrades, publishGrades } from '@/lib/gradebook/run';
import { db } from '@/lib/platform/database/client';

/** Computes everyone's grade, shows what would change, and publishes on confirmation. */
export async function gradeRunCommand(
  assignment: string,
  options: { readonly yes?: boolean; readonly json?: boolean },
): Promise<void> {
  await withDatabase(async () => {
    const id = await assignmentId(assignment);
    const preview = take(await previewGrades(null, id));
    if (!options.json) {
      print(
        `students: ${preview.grades.length}\nchanged: ${preview.changes.length}\npublished: ${preview.published ?? 'nothing yet'}`,
      );
      for (const [item, { up, down }] of countByItem(preview.changes))
        print(`${item}: more points for ${up}, fewer for ${down}`);
    }
    if (!options.yes && !(await confirm('Publish these grades?')))
      throw new RefusedError([
        { code: 'not_confirmed', message: 'Nothing was published. Add --yes to do it without asking.' },
      ]);
    const done = take(await publishGrades(null, id, preview.fingerprint));
    if (options.json) printJson({ ...done, students: preview.grades.length, madeWith: preview.madeWith });
    else print(`Published as number ${done.number}.`);
  });
}

/** Prints the published grades as CSV, or a Canvas export with the assignment's column filled. */
export async function gradesExportCommand(assignment: string, options: GradesExportOptions): Promise<void> {
  await withDatabase(async () => {
    const id = await assignmentId(assignment);
    if (options.format === 'xlsx') {
      process.stdout.write(take(await exportGradesXlsx(null, id)));
      return;
    }
    if (options.format !== 'canvas') {
      process.stdout.write(take(await exportGrades(null, id, options.format)));
      return;
    }
    if (!options.canvasFile)
      throw new RefusedError([{ code: 'no_file', message: 'Give the Canvas export with --canvas-file.' }]);
    const file = await readFile(options.canvasFile);
    const done = take(await exportCanvas(null, id, file, options.column));
    process.stdout.write(done.file);
    const others = done.rows.filter(({ outcome }) => outcome !== 'filled');
    process.stderr.write(`filled: ${done.filled}\nnot filled: ${others.length}\n`);
    for (const { row, who, outcome, by } of others)
      process.stderr.write(`row ${row} ${who}: ${outcome}${by === null ? '' : ` (by ${by})`}\n`);
  });
}

async function assignmentId(assignment: string): Promise<string> {
  const [course = '', slug = ''] = assignment.split('/');
  const id = await findCompetitionId(db(), course, slug);
  if (!id)
    throw new RefusedError([
      { code: 'not_found', message: `There is no assignment ${assignment}; write course/assignment.` },
    ]);
  return id;
}
