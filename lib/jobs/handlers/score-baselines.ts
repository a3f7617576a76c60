import { loadCompetition } from '@/lib/assignment/competition';
import type { JobHandler } from '@/lib/jobs/work-loop';
import type { ScoreBaselines } from '@/lib/competition/score-baselines.job';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { scoringKey } from '@/lib/competition/scoring-key.core';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { scoreBaselineFiles } from '@/lib/scoring/score-baselines';

/** Scores the baselines that are prediction files under the active solution and puts them on the boards. */
export async function scoreBaselines({ competitionId }: ScoreBaselines): Promise<void> {
  const competition = await loadCompetition(db(), competitionId);
  if (!competition?.solution) return;
  const solution = competition.solution;
  const scores = await scoreBaselineFiles(competition, solution, competition.metric);
  await db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'share');
    const now = await loadCompetition(tx, competitionId);
    // Another solution or another way of reading holds by now; its own job scores them.
    if (!now || scoringKey(now) !== scoringKey(competition)) return;
    for (const each of scores) {
      await tx.baseline.updateMany({
        where: { id: each.baselineId, competitionId, sha256: each.sha256 },
        data: { publicScore: each.public, privateScore: each.private, solutionId: solution.id },
      });
    }
    await boardsChanged(tx, competitionId);
  });
}

/** The baselines stay without scores; the boards and the staff's list show it. */
export const baselineScoring: JobHandler<ScoreBaselines> = {
  run: scoreBaselines,
  abandon: () => Promise.resolve(),
};
