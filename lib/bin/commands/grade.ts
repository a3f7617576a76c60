import { confirm, print, printJson, RefusedError, take } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { findCompetitionId } from '@/lib/competition/competition';
import { exportGrades } from '@/lib/gradebook/export-grades';
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
    if (!options.json)
      print(
        `students: ${preview.grades.length}\nchanged: ${preview.changes.length}\npublished: ${preview.published ?? 'nothing yet'}`,
      );
    if (!options.yes && !(await confirm('Publish these grades?')))
      throw new RefusedError([
        { code: 'not_confirmed', message: 'Nothing was published. Add --yes to do it without asking.' },
      ]);
    const done = take(await publishGrades(null, id, preview.fingerprint));
    if (options.json) printJson({ ...done, students: preview.grades.length, madeWith: preview.madeWith });
    else print(`Published as number ${done.number}.`);
  });
}

/** Prints the published grades as CSV. */
export async function gradesExportCommand(assignment: string, format: 'csv' | 'moodle'): Promise<void> {
  await withDatabase(async () => {
    const csv = take(await exportGrades(null, await assignmentId(assignment), format));
    process.stdout.write(csv);
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
