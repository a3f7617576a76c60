import { Option, type Command } from 'commander';
import { CHECKPOINT_FORMATS } from '@/lib/bin/remote/formats.core';
import type { RemoteOptions } from '@/lib/bin/commands/remote/student';

const student = () => import('@/lib/bin/commands/remote/student');
const files = () => import('@/lib/bin/commands/remote/files');

const token = (): Option =>
  new Option('--token <token>', 'a token (default: the one kept at login)').env('SADDLEPOINT_TOKEN');
const config = (): Option =>
  new Option('--config <file>', 'where tokens are kept').env('SADDLEPOINT_CONFIG').hideHelp();

/** `--site` and `--token` of a command that goes to a site. */
function remoteOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--site <url>', 'the site to ask (default: the one logged in to)').env('SADDLEPOINT_SITE'),
    )
    .addOption(token())
    .addOption(config());
}

/** The same for a command of the server, which goes over the network only where a site is named. */
export function orRemote(command: Command): Command {
  return command
    .option('--site <url>', 'do it over the network, on this site')
    .addOption(token())
    .addOption(config());
}

/** The commands of people who are not on the server. */
export function addRemoteCommands(program: Command): void {
  const remote = (parent: Command, name: string, description: string): Command =>
    remoteOptions(parent.command(name).description(description)).addOption(
      new Option('--json', 'print JSON for machines'),
    );
  program
    .command('login <url>')
    .description('keep a token for a site; asks for it')
    .addOption(token())
    .addOption(config())
    .addOption(new Option('--json', 'print JSON for machines'))
    .action(async (url: string, options: RemoteOptions) => (await student()).loginCommand(url, options));
  remote(program, 'courses', 'my courses and their assignments').action(async (options: RemoteOptions) =>
    (await student()).coursesCommand(options),
  );
  remote(
    program,
    'submit <assignment> <file>',
    'submit a prediction to course/assignment and print its score',
  )
    .option('-m, --message <text>', 'a note for yourself')
    .option('--no-wait', 'do not wait for the score')
    .action(
      async (
        assignment: string,
        file: string,
        options: RemoteOptions & { message?: string; wait: boolean },
      ) => (await student()).submitCommand(assignment, file, options),
    );
  remote(program, 'submissions <assignment>', 'my submissions, newest first')
    .option('--limit <count>', 'at most so many', '50')
    .action(async (assignment: string, options: RemoteOptions & { limit: string }) =>
      (await student()).submissionsCommand(assignment, options),
    );
  remote(program, 'board <assignment>', 'the leaderboard')
    .option('--private', 'the private one, once it is revealed')
    .option('--limit <count>', 'at most so many lines', '50')
    .action(async (assignment: string, options: RemoteOptions & { private?: boolean; limit: string }) =>
      (await student()).boardCommand(assignment, options),
    );
  remote(program, 'select <submission>', 'mark a submission for the private board')
    .option('--off', 'take the mark off')
    .action(async (submission: string, options: RemoteOptions & { off?: boolean }) =>
      (await student()).selectCommand(submission, options),
    );
  addFileCommands(program, remote);
}

function addFileCommands(
  program: Command,
  remote: (parent: Command, name: string, description: string) => Command,
): void {
  const data = program.command('data').description('data files');
  remote(data, 'pull <assignment> [folder]', 'download the data files of course/assignment').action(
    async (assignment: string, folder: string | undefined, options: RemoteOptions) =>
      (await files()).dataPullCommand(assignment, folder, options),
  );
  remote(data, 'push <assignment> <file>', 'put a data file where students find it (staff)')
    .option('--as <path>', 'path on the site, e.g. data/train.npy (default: the file’s name)')
    .option('--reference', 'it is reference code, not data')
    .action(
      async (
        assignment: string,
        file: string,
        options: RemoteOptions & { as?: string; reference?: boolean },
      ) => (await files()).dataPushCommand(assignment, file, options),
    );
  remote(program, 'handin <assignment> <zip>', 'hand in code and report').action(
    async (assignment: string, zip: string, options: RemoteOptions) =>
      (await files()).handinCommand(assignment, zip, options),
  );
  const checkpoint = program.command('checkpoint').description('my own checkpoint of a Hessian quiz');
  remote(checkpoint, 'pull <assignment>', 'download it')
    .addOption(new Option('--format <format>', 'its form').choices(CHECKPOINT_FORMATS).default('safetensors'))
    .option('--out <file>', 'where to (default: checkpoint.<format>)')
    .action(async (assignment: string, options: RemoteOptions & { format: string; out?: string }) =>
      (await files()).checkpointPullCommand(assignment, options),
    );
  const quiz = program.command('quiz').description('the quiz of an assignment');
  remote(
    quiz,
    'answer <assignment> <question> <answer>',
    'answer a question; of a choice the option’s number from 1, or its text',
  ).action(async (assignment: string, question: string, answer: string, options: RemoteOptions) =>
    (await files()).quizAnswerCommand(assignment, question, answer, options),
  );
}
