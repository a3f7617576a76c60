import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { printJson, problemLine, RefusedError } from '@/lib/bin/cli-output';
import type { BuildOptions, OutputOptions } from '@/lib/bin/commands/corpus';
import { addHelp } from '@/lib/bin/help-examples';
import { addRemoteCommands, orRemote } from '@/lib/bin/remote/program';
import type { RosterCommandOptions } from '@/lib/bin/roster-agreement';
import type { RegradeOptions } from '@/lib/bin/regrade-flow';
import type { SiteOptions } from '@/lib/bin/remote/credentials';
import { describeProgram } from '@/lib/bin/completion/describe';
import { completionScript } from '@/lib/bin/completion/scripts.core';
import { version } from '@/package.json';

/** The `saddlepoint` command. Ends with 0 when done, 1 when refused (with the reason), 2 for wrong usage. */
const program = new Command('saddlepoint')
  .description(
    "Competitions and grading for courses. Commands of staff run on the server and join the running site's database, or go to a site with --site; login, submit, board … go to a site from anywhere.",
  )
  .version(version)
  .exitOverride()
  .showHelpAfterError();

const json = (): Option => new Option('--json', 'print JSON for machines');
const remoteStaff = () => import('@/lib/bin/commands/remote/staff');

program
  .command('score')
  .description('score a prediction file offline, without a site')
  .requiredOption('--solution <file>', 'solution CSV, with or without a Usage column')
  .requiredOption('--submission <file>', 'prediction: .csv, .csv.gz or .zip')
  .requiredOption('--metric <spec>', 'e.g. accuracy, f1_macro, map_at_k:k=5, custom')
  .option('--metric-file <file>', "a course's own metric, for --metric custom")
  .option('--id <column>', 'id column (default: the first)')
  .option('--target <columns>', 'target column, or several separated by commas (default: the next)')
  .addOption(json())
  .action(async (options: ScoreOptions) => (await import('@/lib/bin/commands/score')).scoreCommand(options));

orRemote(program.command('import <folder>'))
  .description('create or update an assignment from a folder; shows the difference first')
  .option('--yes', 'do it without asking')
  .option('--without-data', 'leave out data files that are not in the folder (yet)')
  .option('--course <course>', 'with --site: the course it goes into')
  .addOption(json())
  .action(
    async (
      folder: string,
      options: SiteOptions & { yes?: boolean; withoutData?: boolean; course?: string; json?: boolean },
    ) =>
      options.site
        ? (await import('@/lib/bin/commands/remote/import')).remoteImport(folder, options)
        : (await import('@/lib/bin/commands/import')).importCommand(folder, options),
  );

orRemote(program.command('export <assignment> <folder>'))
  .description('write an assignment (course/assignment) back as a folder')
  .addOption(json())
  .action(async (assignment: string, folder: string, options: SiteOptions & { json?: boolean }) =>
    options.site
      ? (await remoteStaff()).remoteExport(assignment, folder, options)
      : (await import('@/lib/bin/commands/import')).exportCommand(assignment, folder, options),
  );

const roster = program.command('roster').description('the people of a course');
orRemote(roster.command('import <course> <csv>'))
  .description('enrol a class list (student_id,name,email,role); shows the difference first')
  .option('--yes', 'do it without asking')
  .option('--remove-missing', 'take students and auditors who are not in the file out of the course')
  .option('--encoding <name>', 'of a file that is not UTF-8, e.g. big5, gbk, windows-1252')
  .option('--accept-doubts', 'take what looks damaged, and changed student IDs, as they stand')
  .addOption(json())
  .action(async (course: string, csv: string, options: SiteOptions & RosterCommandOptions) =>
    options.site
      ? (await remoteStaff()).remoteRosterImport(course, csv, options)
      : (await import('@/lib/bin/commands/roster')).rosterImportCommand(course, csv, options),
  );

const token = program.command('token').description('tokens for the API');
token
  .command('create')
  .description('print a new token, alone on a line; it is shown only now')
  .requiredOption('--user <login>', 'student ID or e-mail address')
  .option('--name <name>', 'what it is for', 'made at the command line')
  .option('--scope <scope>', 'read, submit or all', 'all')
  .addOption(json())
  .action(async (options: { user: string; name: string; scope: string; json?: boolean }) =>
    (await import('@/lib/bin/commands/token')).tokenCreateCommand(options),
  );

const checkpoints = program.command('checkpoints').description('the checkpoints of a Hessian quiz');
orRemote(checkpoints.command('seed <assignment>'))
  .description('make the checkpoint of every student of course/assignment who has none')
  .option('--students <ids...>', 'these student IDs only')
  .option('--workers <count>', 'threads (default: as many as cores, at most 4)')
  .addOption(json())
  .action(
    async (
      assignment: string,
      options: SiteOptions & { students?: string[]; workers?: string; json?: boolean },
    ) =>
      options.site
        ? (await remoteStaff()).remoteSeedCheckpoints(assignment, options)
        : (await import('@/lib/bin/commands/checkpoints')).seedCheckpointsCommand(assignment, options),
  );

const hessian = program.command('hessian').description('checkpoints of the Hessian quiz, without a site');
hessian
  .command('evaluate <file>')
  .description('loss, gradient norm, minimum ratio, eigenvalues and class of a .safetensors, .npz or .json')
  .option('--gradient-norm <value>', 'at or above it a point is not critical', '0.001')
  .option('--minimum-ratio <value>', 'above it a critical point is like a minimum', '0.5')
  .addOption(json())
  .action(async (file: string, options: { gradientNorm: string; minimumRatio: string; json?: boolean }) =>
    (await import('@/lib/bin/commands/hessian')).evaluateHessianCommand(file, options),
  );

const corpus = program.command('corpus').description('speech with phoneme labels, to train and test on');
corpus
  .command('build')
  .description('make a corpus of synthetic speech: arrays, labels, solution, data card')
  .requiredOption('--out <dir>', 'folder to write to')
  .option('--sentences <n>', 'different sentences, each said once (default: 640)', wholeNumber)
  .option('--voices <n>', 'voices that say them, a quarter of them for the test (default: 64)', wholeNumber)
  .option('--seed <text>', 'the same seed gives the same bytes (default: 2021)')
  .addOption(dtype())
  .option('--replace', 'replace a corpus that is there already')
  .addOption(json())
  .action(async (options: BuildOptions) =>
    (await import('@/lib/bin/commands/corpus')).corpusBuildCommand(options),
  );

corpus
  .command('from-timit <dir>')
  .description('make the same files from the original tree of TIMIT (TRAIN, TEST)')
  .requiredOption('--out <dir>', 'folder to write to')
  .option('--seed <text>', 'settles which utterances are Public (default: 2021)')
  .addOption(dtype())
  .option('--replace', 'replace a corpus that is there already')
  .addOption(json())
  .action(async (dir: string, options: OutputOptions & { seed?: string }) =>
    (await import('@/lib/bin/commands/corpus')).corpusFromTimitCommand(dir, options),
  );

orRemote(program.command('grade').description('the grades of an assignment').command('run <assignment>'))
  .description('compute the grades of course/assignment, show what changes, publish')
  .option('--yes', 'publish without asking')
  .addOption(json())
  .action(async (assignment: string, options: SiteOptions & { yes?: boolean; json?: boolean }) =>
    options.site
      ? (await remoteStaff()).remoteGradeRun(assignment, options)
      : (await import('@/lib/bin/commands/grade')).gradeRunCommand(assignment, options),
  );

orRemote(program.command('grades').description('published grades').command('export <assignment>'))
  .description('print the published grades of course/assignment')
  .addOption(
    new Option('--format <format>', 'what to print')
      .choices(['csv', 'xlsx', 'moodle', 'canvas'])
      .default('csv'),
  )
  .option('--canvas-file <file>', 'for canvas: the grade-book export to fill')
  .option('--column <name>', "for canvas: the assignment's column (default: the assignment's title)")
  .action(async (assignment: string, options: SiteOptions & GradesExportOptions) =>
    options.site
      ? (await remoteStaff()).remoteGradesExport(assignment, options)
      : (await import('@/lib/bin/commands/grade')).gradesExportCommand(assignment, options),
  );

orRemote(program.command('audit <assignment>'))
  .description('print the audit log of course/assignment, newest first')
  .option('--action <action>', 'only this act, e.g. submission.accepted')
  .option('--search <text>', 'part of who did it, of what it was done to, or of its facts')
  .option('--limit <count>', 'at most so many lines', '200')
  .addOption(json())
  .action(
    async (
      assignment: string,
      options: SiteOptions & { action?: string; search?: string; limit: string; json?: boolean },
    ) =>
      options.site
        ? (await remoteStaff()).remoteAudit(assignment, options)
        : (await import('@/lib/bin/commands/audit')).auditCommand(assignment, options),
  );

orRemote(program.command('regrade <assignment>'))
  .description('score everything of course/assignment anew, show what changes on both boards, commit')
  .option('--solution <file>', 'add this solution as a new version first')
  .option('--to <version>', 'number of the solution version to score under (default: the newest)')
  .option('--reason <text>', 'why, for the audit log', 'regraded at the command line')
  .option('--yes', 'commit without asking')
  .addOption(json())
  .action(async (assignment: string, options: SiteOptions & RegradeOptions) =>
    options.site
      ? (await import('@/lib/bin/commands/remote/regrade')).remoteRegrade(assignment, options)
      : (await import('@/lib/bin/commands/regrade')).regradeCommand(assignment, options),
  );

program
  .command('backup <file>')
  .description('write everything of the site into one archive; the site may go on working')
  .option('--verify', 'read <file> through instead, and compare it with its manifest')
  .option('--overwrite', 'replace a file that is there already')
  .option('--allow-missing', 'also when stored files are missing; the archive names them')
  .addOption(json())
  .action(
    async (
      file: string,
      options: { verify?: boolean; overwrite?: boolean; allowMissing?: boolean; json?: boolean },
    ) => (await import('@/lib/bin/commands/backup')).backupCommand(file, options),
  );

program
  .command('restore <file>')
  .description('make the site what a backup holds; the site must be stopped')
  .option('--replace', 'lose what the site holds now')
  .addOption(json())
  .action(async (file: string, options: { replace?: boolean; json?: boolean }) =>
    (await import('@/lib/bin/commands/backup')).restoreCommand(file, options),
  );

const completion = program
  .command('completion')
  .description('completion of commands, options and names, for a shell');
for (const shell of ['bash', 'zsh'] as const) {
  completion
    .command(shell)
    .description(`print the script for ${shell}`)
    .action(() => void process.stdout.write(completionScript(shell, describeProgram(program))));
}
completion
  .command('names', { hidden: true })
  .addArgument(new Argument('<kind>').choices(['assignment', 'course']))
  .action(async (kind: 'assignment' | 'course') =>
    (await import('@/lib/bin/commands/completion')).completionNamesCommand(kind),
  );

orRemote(program.command('doctor'))
  .description(
    'check what a site needs: runtime, database, migrations, files, worker; with --site what shows',
  )
  .addOption(json())
  .action(async (options: SiteOptions & { json?: boolean }) =>
    options.site
      ? (await import('@/lib/bin/commands/remote/doctor')).remoteDoctor(options)
      : (await import('@/lib/bin/commands/doctor')).doctorCommand(options),
  );

addRemoteCommands(program);

export interface GradesExportOptions {
  readonly format: 'csv' | 'xlsx' | 'moodle' | 'canvas';
  readonly canvasFile?: string;
  readonly column?: string;
}

export interface ScoreOptions {
  readonly solution: string;
  readonly submission: string;
  readonly metric: string;
  readonly metricFile?: string;
  readonly id?: string;
  readonly target?: string;
  readonly json?: boolean;
}

addHelp(program);
// A reader that has enough, as `head`, closes the pipe: that is an end, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}
// Connections that close at their leisure need not be waited for; what was printed must be.
process.stdout.write('', () => process.exit());

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a whole number above 0.');
  return Number(text);
}

function dtype(): Option {
  return new Option('--dtype <type>', 'type of the values')
    .choices(['float32', 'float64'])
    .default('float32');
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof RefusedError) {
    if (process.argv.includes('--json')) printJson({ problems: error.problems });
    else for (const problem of error.problems) process.stderr.write(`${problemLine(problem)}\n`);
    return 1;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}
