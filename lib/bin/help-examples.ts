import type { Command } from 'commander';

/** Examples by the path of a command, as `--help` shows them. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  score: [
    'saddlepoint score --solution solution.csv --submission mine.csv --metric accuracy',
    'saddlepoint score --solution s.csv --submission p.csv.gz --metric map_at_k:k=5 --json',
  ],
  import: [
    'saddlepoint import courses/demo/digits',
    'saddlepoint import hw2-1 --yes --without-data',
    'saddlepoint import hw2-1 --site https://ml.example.edu --course ml2021spring',
  ],
  export: ['saddlepoint export ml2021spring/hw2-1 ./hw2-1'],
  'roster import': [
    'saddlepoint roster import ml2021spring roster.csv',
    'saddlepoint roster import ml2021spring roster.csv --yes --remove-missing > invitations.csv',
  ],
  'token create': ['saddlepoint token create --user b05902001 --name "my laptop"'],
  'checkpoints seed': [
    'saddlepoint checkpoints seed ml2021spring/hw2-2',
    'saddlepoint checkpoints seed ml2021spring/hw2-2 --students b05902001 b05902002',
  ],
  'hessian evaluate': ['saddlepoint hessian evaluate checkpoint.safetensors --json'],
  'corpus build': ['saddlepoint corpus build --out ./corpus --seed 2021'],
  'corpus from-timit': ['saddlepoint corpus from-timit ./TIMIT --out ./corpus'],
  'grade run': ['saddlepoint grade run ml2021spring/hw2-1', 'saddlepoint grade run ml2021spring/hw2-1 --yes'],
  'grades export': [
    'saddlepoint grades export ml2021spring/hw2-1 > grades.csv',
    'saddlepoint grades export ml2021spring/hw2-1 --format canvas --canvas-file canvas.csv > filled.csv',
  ],
  audit: ['saddlepoint audit ml2021spring/hw2-1 --action submission.invalidated'],
  login: ['saddlepoint login https://ml.example.edu'],
  courses: ['saddlepoint courses'],
  submit: ['saddlepoint submit ml2021spring/hw2-1 prediction.csv -m "more dropout"'],
  submissions: ['saddlepoint submissions ml2021spring/hw2-1 --limit 5'],
  board: ['saddlepoint board ml2021spring/hw2-1', 'saddlepoint board ml2021spring/hw2-1 --private --json'],
  select: ['saddlepoint select 4711', 'saddlepoint select 4711 --off'],
  'data pull': ['saddlepoint data pull ml2021spring/hw2-1 ./data'],
  'data push': ['saddlepoint data push ml2021spring/hw2-1 train_11.npy --as data/train_11.npy'],
  handin: ['saddlepoint handin ml2021spring/hw2-1 b05902001_hw2.zip'],
  'checkpoint pull': ['saddlepoint checkpoint pull ml2021spring/hw2-1 --format ipynb --out quiz.ipynb'],
  'quiz answer': ['saddlepoint quiz answer ml2021spring/hw2-1 hessian 2'],
  regrade: [
    'saddlepoint regrade ml2021spring/hw2-1 --solution corrected.csv --reason "rows 10-20 were swapped"',
    'saddlepoint regrade ml2021spring/hw2-1 --to 1 --yes',
    'saddlepoint regrade ml2021spring/hw2-1 --site https://ml.example.edu --solution corrected.csv',
  ],
  backup: [
    'saddlepoint backup /backups/site-$(date +%F).zip',
    'saddlepoint backup --verify /backups/site-2026-03-12.zip',
  ],
  restore: [
    'saddlepoint restore /backups/site-2026-03-12.zip',
    'saddlepoint restore /backups/site-2026-03-12.zip --replace',
  ],
  'completion bash': ['saddlepoint completion bash > ~/.local/share/bash-completion/completions/saddlepoint'],
  'completion zsh': ['saddlepoint completion zsh > "${fpath[1]}/_saddlepoint"'],
  doctor: [
    'saddlepoint doctor',
    'saddlepoint doctor --json',
    'saddlepoint doctor --site https://ml.example.edu',
  ],
};

const EXIT_CODES = `
Exit codes:
  0  done
  1  refused or failed; standard error says why (with --json: {"problems": […]} on standard output)
  2  wrong usage`;

/** Adds examples to the help of every command that has some, and the exit codes to the help of all. */
export function addHelp(command: Command, path = ''): void {
  const examples = EXAMPLES[path];
  const shown = examples ? `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}\n` : '';
  command.addHelpText('after', `${shown}${EXIT_CODES}`);
  for (const each of command.commands) addHelp(each, `${path} ${each.name()}`.trim());
}
