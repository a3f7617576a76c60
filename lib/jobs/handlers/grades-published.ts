import type { JobHandler } from '@/lib/jobs/work-loop';
import type { GradesPublished } from '@/lib/gradebook/grades-published.job';
import { queueScores } from '@/lib/lti/queue-scores';
import { sendWaitingScores } from '@/lib/lti/send-scores';

/** Passes a publication on to the learning-management systems of the course. What fails is tried again by the sweeper. */
export async function gradesPublished({ assignmentId }: GradesPublished): Promise<void> {
  if ((await queueScores(assignmentId)) > 0) await sendWaitingScores();
}

/** What was not passed on waits in its table for the sweeper. */
export const passingGradesOn: JobHandler<GradesPublished> = {
  run: gradesPublished,
  abandon: () => Promise.resolve(),
};
