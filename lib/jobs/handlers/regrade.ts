import { loadCompetition, type Competition, type Solution } from '@/lib/assignment/competition';
import type { JobHandler } from '@/lib/jobs/work-loop';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { storedPath } from '@/lib/platform/files/store';
import type { RegradeRun } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { announce } from '@/lib/platform/queue/live';
import { recordScore } from '@/lib/scoring/record-score';
import { regradeJob, type Regrade } from '@/lib/scoring/regrade.job';
import { knowsBaselines, missingScores, type BaselineScore } from '@/lib/scoring/regrade';
import { scoreBaselineFiles } from '@/lib/scoring/score-baselines';
import { scorePredictionFile } from '@/lib/scoring/score-file';
import { predictionTask } from '@/lib/submission/prediction-task';

const CHUNK = 50;

/**
 * Scores what has a score under another solution version or metric, for a while; then a job of its own goes on, so that tries
 * are counted anew after every progress. What counts stays untouched until the run is committed. Killed, it goes on where it
 * was: scores written stay.
 */
export async function regrade({ runId }: Regrade, retry: { readonly isLast: boolean }): Promise<void> {
  const run = await db().regradeRun.findUnique({ where: { id: runId } });
  if (!run || run.status !== 'scoring') return;
  try {
    await score(run, Date.now() + STRETCH_MS);
  } catch (error) {
    if (!retry.isLast) throw error;
    await end(run, { status: 'failed', failure: error instanceof Error ? error.message : String(error) });
  }
}

/** Well within the job's expiry, whatever a single file takes. */
const STRETCH_MS = 20_000;

export const regrading: JobHandler<Regrade> = {
  run: regrade,
  abandon: async ({ runId }, failure) => {
    const run = await db().regradeRun.findUnique({ where: { id: runId } });
    if (run) await end(run, { status: 'failed', failure });
  },
};

async function score(run: RegradeRun, until: number): Promise<void> {
  const competition = await loadCompetition(db(), run.competitionId);
  const solution = await db().solutionVersion.findUnique({ where: { id: run.toSolutionId } });
  if (!competition || !solution) return;
  for (;;) {
    const missing = await missingScores(db(), run, CHUNK);
    if (missing.submissions.length === 0) break;
    let scored = 0;
    for (const submission of missing.submissions) {
      await scoreOne(run, competition, solution, submission);
      scored += 1;
      if (Date.now() > until) break;
    }
    const isCut = Date.now() > until;
    await db().$transaction(async (tx) => {
      await tx.regradeRun.update({
        where: { id: run.id },
        data: { done: missing.total - missing.left + scored, total: missing.total },
      });
      if (isCut) await enqueue(tx, regradeJob, { runId: run.id });
      await announce(tx, { kind: 'competition', competitionId: run.competitionId });
    });
    if (isCut) return;
  }
  const baselines = await scoreBaselineFiles(competition, solution, run.metric);
  await db().$transaction((tx) => becomeReady(tx, run, baselines));
}

/** Unless a baseline was changed while they were scored: then another job does it again. */
async function becomeReady(tx: Tx, run: RegradeRun, baselines: readonly BaselineScore[]): Promise<void> {
  await lockAssignment(tx, run.competitionId, 'share');
  const baselineScores = baselines.map((each) => ({ ...each }));
  const isWhole = await knowsBaselines(tx, { ...run, baselineScores });
  const outcome = isWhole ? { status: 'ready' as const, failure: null } : {};
  await tx.regradeRun.updateMany({
    where: { id: run.id, status: 'scoring' },
    data: { baselineScores, ...outcome },
  });
  if (!isWhole) await enqueue(tx, regradeJob, { runId: run.id });
  await announce(tx, { kind: 'competition', competitionId: run.competitionId });
}

async function scoreOne(
  run: RegradeRun,
  competition: Competition,
  solution: Solution,
  submission: { readonly id: number; readonly sha256: string },
): Promise<void> {
  const task = predictionTask(competition, storedPath(submission.sha256), solution, run.metric);
  const scored = task.ok ? await scorePredictionFile(task.value) : task;
  if (!scored.ok) {
    const problems = scored.problems.map((each) => each.message).join('; ');
    throw new Error(
      `submission ${submission.id} can't be scored under solution version ${solution.number}: ${problems}`,
    );
  }
  await recordScore(db(), submission.id, solution.id, run.metric, scored.value);
}

async function end(run: RegradeRun, outcome: { status: 'failed'; failure: string }): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.regradeRun.updateMany({ where: { id: run.id, status: 'scoring' }, data: outcome });
    await announce(tx, { kind: 'competition', competitionId: run.competitionId });
  });
}
