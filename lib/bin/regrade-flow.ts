import { confirm, print, printJson, refusal, RefusedError } from '@/lib/bin/cli-output';
import { progressBar } from '@/lib/bin/progress';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import type { RegradeState } from '@/lib/staff/regrade-list';
import type { RegradeChange, RegradePreview } from '@/lib/staff/regrade-preview';

export interface RegradeOptions {
  readonly solution?: string;
  readonly to?: string;
  readonly reason: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export interface SolutionRef {
  readonly solutionId: string;
  readonly number: number;
}

/** What a regrade of one assignment is done with: on the server, or over the network. Refusals are thrown. */
export interface RegradeDesk {
  /** Decimals scores are shown with. */
  precision(): Promise<number>;
  state(): Promise<RegradeState>;
  addSolution(file: string): Promise<SolutionRef>;
  start(solutionId: string, reason: string): Promise<{ runId: string }>;
  /** Lets the scoring go on for a moment. */
  wait(runId: string): Promise<void>;
  preview(runId: string): Promise<RegradePreview>;
  commit(runId: string): Promise<void>;
  cancel(runId: string): Promise<void>;
}

const COMMITS_MAX = 20;

/** Scores everything under another solution version, shows what changes on both boards, and commits on confirmation. */
export async function runRegrade(desk: RegradeDesk, options: RegradeOptions): Promise<void> {
  const { runId, toVersion } = await begin(desk, options);
  await untilReady(desk, runId, options);
  const preview = await desk.preview(runId);
  if (!options.json) printPreview(preview, toVersion, await desk.precision());
  if (!options.yes && !(await confirm('Let these scores count?'))) {
    await desk.cancel(runId);
    throw refusal('not_confirmed', 'Nothing was changed. Add --yes to do it without asking.');
  }
  await commit(desk, runId, options);
  if (options.json) printJson({ committed: true, runId, solutionVersion: toVersion, ...preview });
  else print('committed: the boards have switched');
}

/** The regrade under way, or a new one. */
async function begin(
  desk: RegradeDesk,
  options: RegradeOptions,
): Promise<{ runId: string; toVersion: number }> {
  const before = await desk.state();
  if (before.run) {
    if (options.solution !== undefined || options.to !== undefined)
      throw refusal(
        'regrade_under_way',
        'A regrade is under way; commit or cancel it first, or run this without --solution and --to to go on with it.',
      );
    return { runId: before.run.id, toVersion: before.run.toVersion };
  }
  const target = options.solution
    ? await desk.addSolution(options.solution)
    : versionOf(before.versions, options.to);
  const { runId } = await desk.start(target.solutionId, options.reason);
  return { runId, toVersion: target.number };
}

function versionOf(versions: RegradeState['versions'], wanted: string | undefined): SolutionRef {
  // Newest first.
  const found = wanted === undefined ? versions[0] : versions.find((each) => String(each.number) === wanted);
  if (found) return { solutionId: found.id, number: found.number };
  const there = versions.map((each) => each.number).join(', ') || 'none';
  throw refusal('not_found', `There is no solution version ${wanted ?? ''}; there are: ${there}.`);
}

async function untilReady(desk: RegradeDesk, runId: string, { json = false }: RegradeOptions): Promise<void> {
  const bar = progressBar(json);
  try {
    for (;;) {
      const { run, past } = await desk.state();
      if (run?.id !== runId) {
        const ended = past.find((each) => each.id === runId);
        throw refusal(
          'regrade_failed',
          `The regrade ended as ${ended?.status ?? 'nothing'}. ${ended?.failure ?? ''}`,
        );
      }
      bar.show('scoring', run.done, run.total);
      if (run.status === 'ready') return;
      await desk.wait(runId);
    }
  } finally {
    bar.end();
  }
}

/** Submissions that came meanwhile are scored first. */
async function commit(desk: RegradeDesk, runId: string, options: RegradeOptions): Promise<void> {
  for (let round = 1; ; round += 1) {
    try {
      return await desk.commit(runId);
    } catch (error) {
      const isEarly = error instanceof RefusedError && error.problems[0]?.code === 'still_scoring';
      if (!isEarly || round >= COMMITS_MAX) throw error;
      await untilReady(desk, runId, options);
    }
  }
}

function printPreview(preview: RegradePreview, toVersion: number, precision: number): void {
  print(
    `solution version ${toVersion}: ${preview.submissionsChanged} of ${preview.submissions} scores change`,
  );
  if (preview.changes.length === 0) print('no place on either board changes');
  for (const change of preview.changes) print(changeLine(change, precision));
}

function changeLine(change: RegradeChange, precision: number): string {
  const side = (rank: number | null, score: number | null): string =>
    score === null ? '–' : `${rank ?? '–'} (${formatScore(score, precision)})`;
  const open = `${side(change.rankBefore, change.scoreBefore)} -> ${side(change.rankAfter, change.scoreAfter)}`;
  const hidden = `${side(change.privateRankBefore, change.privateBefore)} -> ${side(change.privateRankAfter, change.privateAfter)}`;
  return `${change.name}\tpublic ${open}\tprivate ${hidden}`;
}
