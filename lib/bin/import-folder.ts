import { applyImport } from '@/lib/bundle/import-bundle';
import { readBundle } from '@/lib/bundle/read-bundle';

/** Imports a bundle as the operator. Throws with every mistake when it can't be imported. */
export async function importBundleFolder(folder: string): Promise<void> {
  const bundle = await readBundle(folder);
  const done = bundle.ok ? await applyImport(bundle.value, null) : bundle;
  if (!done.ok) throw new Error(`${folder}: ${done.problems.map((each) => each.message).join('; ')}`);
}
