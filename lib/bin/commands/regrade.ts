import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RegradeOptions } from '@/lib/bin/cli';
import { confirm, print, printJson, refusal, take } from '@/lib/bin/cli-output';
import { progressBar } from '@/lib/bin/progress';
import { withDatabase } from '@/lib/bin/with-database';
import { findCompetitionId, loadCompetition } from '@/lib/competition/competition';
import { regrade } from '@/lib/jobs/handlers/regrade';
import { workerIsAlive } from '@/lib/jobs/heartbeat';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/prediction/threads/pool';
import { addSolutionVersion } from '@/lib/staff/add-solution';
import { cancelRegrade, commitRegrade, startRegrade } from '@/lib/staff/regrade';
import { regradeState } from '@/lib/staff/regrade-list';
import { previewRegrade, type RegradeChange, type RegradePreview } from '@/lib/staff/regrade-preview';

const POLL_MS = 300;
const COMMITS_MAX = 20;

/** Scores everything under another solution version, shows what changes on both boards, and commits on confirmation. */
export async function regradeCommand(assignment: string, options: RegradeOptions): Promise<void> {
  await withDatabase(async () => {
    try {
      await run(await competitionId(assignment), options);
    } finally {
      await closeSharedPool();
    }
  });
}

async function run(id: string, options: RegradeOptions): Promise<void> {
  const { runId, toVersion } = await begin(id, options);
  await untilReady(runId, options);
  const preview = take(await previewRegrade(null, runId));
  const { precision = 5 } = (await loadCompetition(db(), id)) ?? {};
  if (!options.json) printPreview(preview, toVersion, precision);
  if (!options.yes && !(await confirm('Let these scores count?'))) {
    take(await cancelRegrade(null, runId));
    throw refusal('not_confirmed', 'Nothing was changed. Add --yes to do it without asking.');
  }
  await commit(runId, options);
  if (options.json) printJson({ committed: true, runId, solutionVersion: toVersion, ...preview });
  else print('committed: the boards have switched');
}

/** The regrade under way, or a new one. */
async function begin(id: string, options: RegradeOptions): Promise<{ runId: string; toVersion: number }> {
  const before = take(await regradeState(null, id));
  if (before.run) {
    if (options.solution !== undefined || options.to !== undefined)
      throw refusal(
        'regrade_under_way',
        'A regrade is under way; commit or cancel it first, or run this without --solution and --to to go on with it.',
      );
    return { runId: before.run.id, toVersion: before.run.toVersion };
  }
  const target = options.solution
    ? take(
        await addSolutionVersion(null, id, await readFile(options.solution), path.basename(options.solution)),
      )
    : versionOf(before.versions, options.to);
  const { runId } = take(await startRegrade(null, id, { solutionId: target.solutionId }, options.reason));
  return { runId, toVersion: target.number };
}

function versionOf(
  versions: readonly { readonly id: string; readonly number: number }[],
  wanted: string | undefined,
): { solutionId: string; number: number } {
  // Newest first.
  const found = wanted === undefined ? versions[0] : versions.find((each) => String(each.number) === wanted);
  if (found) return { solutionId: found.id, number: found.number };
  const there = versions.map((each) => each.number).join(', ') || 'none';
  throw refusal('not_found', `There is no solution version ${wanted ?? ''}; there are: ${there}.`);
}

/** Where a worker runs, it scores; where none does, this process. Both at once would do no harm. */
async function untilReady(runId: string, options: RegradeOptions): Promise<void> {
  const bar = progressBar(options.json ?? false);
  try {
    for (;;) {
      const now = await db().regradeRun.findUniqueOrThrow({ where: { id: runId } });
      bar.show('scoring', now.done, now.total);
      if (now.status === 'ready') return;
      if (now.status !== 'scoring')
        throw refusal('regrade_failed', `The regrade ended as ${now.status}. ${now.failure ?? ''}`);
      if (await workerIsAlive()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      else await regrade({ runId }, { isLast: true });
    }
  } finally {
    bar.end();
  }
}

/** Submissions that came meanwhile are scored first. */
async function commit(runId: string, options: RegradeOptions): Promise<void> {
  for (let round = 1; ; round += 1) {
    const done = await commitRegrade(null, runId);
    const again = !done.ok && done.problems[0]?.code === 'still_scoring' && round < COMMITS_MAX;
    if (!again) {
      take(done);
      return;
    }
    await untilReady(runId, options);
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

async function competitionId(assignment: string): Promise<string> {
  const [course, slug, ...rest] = assignment.split('/');
  const id = course && slug && rest.length === 0 ? await findCompetitionId(db(), course, slug) : null;
  if (!id) throw refusal('not_found', `There is no assignment ${assignment}; write course/assignment.`);
  return id;
}
