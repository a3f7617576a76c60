import { loadCompetition, type Competition, type Solution } from '@/lib/competition/competition';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import type { RegradeRun } from '@/lib/platform/prisma-client/client';
import { announce } from '@/lib/platform/queue/live';
import { recordScore } from '@/lib/scoring/record-score';
import type { Regrade } from '@/lib/scoring/regrade.job';
import { missingScores } from '@/lib/scoring/regrade';
import { scoreBaselineFiles } from '@/lib/scoring/score-baselines';
import { scorePredictionFile } from '@/lib/scoring/score-file';
import { predictionTask } from '@/lib/submission/prediction-task';

const CHUNK = 50;

/**
 * Scores everything that has a score under another solution version or metric. What counts stays untouched until the run
 * is committed. Killed, it goes on where it was: scores written stay.
 */
export async function regrade({ runId }: Regrade, retry: { readonly isLast: boolean }): Promise<void> {
  const run = await db().regradeRun.findUnique({ where: { id: runId } });
  if (!run || run.status !== 'scoring') return;
  try {
    await score(run);
  } catch (error) {
    if (!retry.isLast) throw error;
    await end(run, { status: 'failed', failure: error instanceof Error ? error.message : String(error) });
  }
}

async function score(run: RegradeRun): Promise<void> {
  const competition = await loadCompetition(db(), run.competitionId);
  const solution = await db().solutionVersion.findUnique({ where: { id: run.toSolutionId } });
  if (!competition || !solution) return;
  for (;;) {
    const missing = await missingScores(db(), run, CHUNK);
    if (missing.submissions.length === 0) break;
    for (const submission of missing.submissions) await scoreOne(run, competition, solution, submission);
    await db().$transaction(async (tx) => {
      await tx.regradeRun.update({
        where: { id: run.id },
        data: { done: missing.total - missing.left + missing.submissions.length, total: missing.total },
      });
      await announce(tx, { kind: 'competition', competitionId: run.competitionId });
    });
  }
  const baselines = await scoreBaselineFiles(competition, solution, run.metric);
  await db().regradeRun.update({
    where: { id: run.id },
    data: { baselineScores: baselines.map((each) => ({ ...each })) },
  });
  await end(run, { status: 'ready', failure: null });
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

async function end(
  run: RegradeRun,
  outcome: { status: 'ready' | 'failed'; failure: string | null },
): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.regradeRun.updateMany({ where: { id: run.id, status: 'scoring' }, data: outcome });
    await announce(tx, { kind: 'competition', competitionId: run.competitionId });
  });
}
