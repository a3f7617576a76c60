import { importBundleJob } from '@/lib/bundle/import-bundle.job';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import { gradesPublishedJob } from '@/lib/gradebook/grades-published.job';
import { passingGradesOn } from '@/lib/jobs/handlers/grades-published';
import { importing } from '@/lib/jobs/handlers/import-bundle';
import { regrading } from '@/lib/jobs/handlers/regrade';
import { baselineScoring } from '@/lib/jobs/handlers/score-baselines';
import { submissionScoring } from '@/lib/jobs/handlers/score-submission';
import { seeding } from '@/lib/jobs/handlers/seed-checkpoints';
import { comparing } from '@/lib/jobs/handlers/similarity';
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
    startWorkLoop(boss, scoreSubmissionJob.name, SCORING_CONCURRENCY, submissionScoring),
    startWorkLoop(boss, scoreBaselinesJob.name, 1, baselineScoring),
    startWorkLoop(boss, regradeJob.name, 1, regrading),
    startWorkLoop(boss, seedCheckpointsJob.name, 1, seeding),
    startWorkLoop(boss, similarityJob.name, 1, comparing),
    startWorkLoop(boss, importBundleJob.name, 1, importing),
    startWorkLoop(boss, gradesPublishedJob.name, 1, passingGradesOn),
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
