import { print } from '@/lib/bin/cli-output';
import { knownNames } from '@/lib/bin/completion/names';

/** Prints names one a line, for the script. */
export async function completionNamesCommand(kind: 'assignment' | 'course'): Promise<void> {
  for (const name of await knownNames(kind)) print(name);
}
