import { importBundleJob } from '@/lib/bundle/import-bundle.job';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import { gradesPublishedJob } from '@/lib/gradebook/grades-published.job';
import { gradesPublished } from '@/lib/jobs/handlers/grades-published';
import { importBundle } from '@/lib/jobs/handlers/import-bundle';
import { regrade } from '@/lib/jobs/handlers/regrade';
import { scoreBaselines } from '@/lib/jobs/handlers/score-baselines';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { seedCheckpointsHandler } from '@/lib/jobs/handlers/seed-checkpoints';
import { compareHandinsHandler } from '@/lib/jobs/handlers/similarity';
import { startSweeper } from '@/lib/jobs/sweeper';
import { startWorkLoop } from '@/lib/jobs/work-loop';
import { beat } from '@/lib/jobs/heartbeat';
import { startBoss } from '@/lib/platform/queue/boss';
import { seedCheckpointsJob } from '@/lib/quiz/seed-checkpoints.job';
import { regradeJob } from '@/lib/scoring/regrade.job';
import { similarityJob } from '@/lib/review/similarity/similarity.job';
import { scoreSubmissionJob } from '@/lib/submission/score-submission.job';

/** Submissions scored at a time by one worker process; each in a thread of the pool. */
const SCORING_CONCURRENCY = 2;

export interface Worker {
  stop(): Promise<void>;
}

/** Starts everything a worker process does. Several may run on one database. */
export async function startWorker(): Promise<Worker> {
  const boss = await startBoss({ supervise: true });
  const loops = [
    startWorkLoop(boss, scoreSubmissionJob.name, SCORING_CONCURRENCY, scoreSubmission),
    startWorkLoop(boss, scoreBaselinesJob.name, 1, scoreBaselines),
    startWorkLoop(boss, regradeJob.name, 1, regrade),
    startWorkLoop(boss, seedCheckpointsJob.name, 1, seedCheckpointsHandler),
    startWorkLoop(boss, similarityJob.name, 1, compareHandinsHandler),
    startWorkLoop(boss, importBundleJob.name, 1, importBundle),
    startWorkLoop(boss, gradesPublishedJob.name, 1, gradesPublished),
  ];
  const sweeper = startSweeper();
  const heart = beat();
  return {
    stop: async () => {
      await Promise.all([...loops.map((loop) => loop.stop()), sweeper.stop(), heart.stop()]);
      await boss.stop({ graceful: false, wait: true });
    },
  };
}
