import { z } from 'zod';
import { method, type Methods } from '@/lib/kaggle/method';
import { refuse } from '@/lib/platform/result';

/** What hosts do on Kaggle and the staff of a course do here in another place. */
const STAFF_AREA: Readonly<Record<string, string>> = {
  CreateCompetition:
    'Set a competition up from a folder: `npx saddlepoint import <folder>`, or staff area → Import.',
  LaunchCompetition: 'A competition opens by itself at the time in its settings (staff area → Settings).',
  CreateCompetitionPage: 'Pages are written in the staff area → Pages.',
  UpdateCompetitionPage: 'Pages are written in the staff area → Pages.',
  DeleteCompetitionPage: 'Pages are removed in the staff area → Pages.',
  UpdateCompetitionSettings: 'Settings are changed in the staff area → Settings.',
  GetCompetitionSettings: 'Settings are in the staff area → Settings.',
  CreateCompetitionData:
    'Data files are added with `saddlepoint data push`, or in the staff area → Settings.',
  CreateCompetitionSolution: 'A solution is added in the staff area → Scoring.',
  GetCompetitionSolutionStatus: 'The solution in force is shown in the staff area → Scoring.',
  CreateCompetitionSampleSubmission: 'The sample submission is a data file: staff area → Settings.',
  ListCompetitionHosts: 'Who teaches a course is shown in the staff area → People.',
  AddCompetitionHost: 'Instructors and assistants are added in the staff area → People.',
  ListCompetitionJudges: 'This site has no judges; reviews are in the staff area → Review.',
  AddCompetitionJudge: 'This site has no judges; reviews are in the staff area → Review.',
  ListSubmissionEpisodes: 'This site has no simulation competitions, so a submission has no episodes.',
  GetEpisodeReplay: 'This site has no simulation competitions, so there are no replays.',
  GetEpisodeAgentLogs: 'This site has no simulation competitions, so there are no logs of agents.',
};

/** Methods that are answered by one sentence: where the same is done on this site. */
export const elsewhere: Methods = Object.fromEntries(
  Object.entries(STAFF_AREA).map(([name, message]) => [
    name,
    method({
      schema: z.unknown(),
      reads: true,
      run: () => Promise.resolve(refuse({ code: 'done_elsewhere', message })),
    }),
  ]),
);

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^datasets\b/, 'datasets'],
  [/^kernels\b/, 'notebooks'],
  [/^models\b/, 'models'],
  [/^benchmarks\b/, 'benchmarks'],
  [/^(discussions|forums)\b/, 'forums'],
  [/^(blobs|inbox|admin)\b/, 'files of your own'],
];

/** The answer to everything of Kaggle's that is not a competition. `path`: what was asked for, below the version. */
export function notCompetitions(path: string): string {
  const group = GROUPS.find(([pattern]) => pattern.test(path))?.[1];
  return group
    ? `This site has no ${group}: of the kaggle client it serves \`kaggle competitions …\` alone.`
    : 'There is nothing at this address: of the kaggle client this site serves `kaggle competitions …` alone.';
}
