import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface ScoreSubmission {
  readonly submissionId: number;
}

/** Scores one submission under the active solution. Idempotent; may be delivered twice. */
export const scoreSubmissionJob: JobDefinition<ScoreSubmission> = {
  name: 'score-submission',
  triesMax: 3,
  expireSeconds: 60,
};
