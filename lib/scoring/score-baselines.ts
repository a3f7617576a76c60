import type { Competition, Solution } from '@/lib/assignment/competition';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import type { BaselineScore } from '@/lib/scoring/regrade';
import { scorePredictionFile } from '@/lib/scoring/score-file';
import { predictionTask } from '@/lib/submission/prediction-task';

/** Scores of the baselines that are prediction files, each with the file it is of. Throws, naming the baseline, when one can't be scored. */
export async function scoreBaselineFiles(
  competition: Competition,
  solution: Solution,
  metric: string,
): Promise<BaselineScore[]> {
  const baselines = await db().baseline.findMany({
    where: { competitionId: competition.id, sha256: { not: null } },
    orderBy: { position: 'asc' },
  });
  const scores: BaselineScore[] = [];
  for (const baseline of baselines) {
    const { id: baselineId, sha256 } = baseline;
    if (sha256 === null) continue;
    const task = predictionTask(competition, storedPath(sha256), solution, metric);
    const scored = task.ok ? await scorePredictionFile(task.value) : task;
    if (!scored.ok) {
      const problems = scored.problems.map((each) => each.message).join('; ');
      throw new Error(`baseline ${baseline.name} can't be scored: ${problems}`);
    }
    scores.push({ baselineId, sha256, public: scored.value.public, private: scored.value.private });
  }
  return scores;
}
