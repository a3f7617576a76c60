import type { Command } from 'commander';
import { print } from '@/lib/bin/cli-output';
import { describeProgram } from '@/lib/bin/completion/describe';
import { knownNames } from '@/lib/bin/completion/names';
import { completionScript, type Shell } from '@/lib/bin/completion/scripts.core';

/** Prints the completion script of a shell, made from the program's own commands. */
export function completionCommand(program: Command, shell: Shell): void {
  process.stdout.write(completionScript(shell, describeProgram(program)));
}

/** Prints names one a line, for the script. */
export async function completionNamesCommand(kind: 'assignment' | 'course'): Promise<void> {
  for (const name of await knownNames(kind)) print(name);
}
