import type { Argument, Command, Option } from 'commander';
import type { CommandShape, OptionShape, WordKind } from '@/lib/bin/completion/shape.types';

/** Every command of a program, as its help shows them: what completion offers is what there is. */
export function describeProgram(program: Command): readonly CommandShape[] {
  return describe(program, '');
}

function describe(command: Command, path: string): readonly CommandShape[] {
  const help = command.createHelp();
  // `help` repeats the names of all commands; completing it would add nothing.
  const subcommands = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const own: CommandShape = {
    path,
    subcommands: subcommands.map((each) => each.name()),
    options: help.visibleOptions(command).map(optionShape),
    words: command.registeredArguments.map(wordShape),
  };
  return [own, ...subcommands.flatMap((each) => describe(each, `${path} ${each.name()}`.trim()))];
}

function optionShape(option: Option): OptionShape {
  const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
  if (!option.required && !option.optional) return { names, value: null };
  if (option.argChoices) return { names, value: { choices: option.argChoices } };
  const named = /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? '';
  return { names, value: kindOf(named) };
}

function wordShape(argument: Argument): WordKind {
  return argument.argChoices ? { choices: argument.argChoices } : kindOf(argument.name());
}

/** The name in `<…>` says what it is; the help is written so. */
function kindOf(name: string): WordKind {
  if (name === 'assignment' || name === 'course') return name;
  if (/^(file|csv|zip)$/.test(name)) return 'file';
  return /^(folder|dir)$/.test(name) ? 'folder' : 'any';
}
