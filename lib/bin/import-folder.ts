import { applyImport } from '@/lib/bundle/import-bundle';
import { readBundle, type Bundle } from '@/lib/bundle/read-bundle';

/**
 * Imports a bundle as the operator, into `course` instead of its own where one is given. Data that is not in the folder is
 * left out. Throws with every mistake when it can't be imported.
 */
export async function importBundleFolder(folder: string, course?: string): Promise<void> {
  const bundle = await readBundle(folder, { withoutMissingData: true });
  const done = bundle.ok
    ? await applyImport(course ? into(bundle.value, course) : bundle.value, null)
    : bundle;
  if (!done.ok) throw new Error(`${folder}: ${done.problems.map((each) => each.message).join('; ')}`);
}

function into(bundle: Bundle, course: string): Bundle {
  const yaml = { ...bundle.yaml, course };
  delete yaml.course_title; // the course there has its own
  return { ...bundle, yaml };
}
