import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface ScoreBaselines {
  readonly competitionId: string;
}

/** Scores the baselines of a competition that are prediction files, under its active solution. */
export const scoreBaselinesJob: JobDefinition<ScoreBaselines> = {
  name: 'score-baselines',
  triesMax: 3,
  expireSeconds: 120,
};
