import type { Viewer } from '@/lib/identity/viewer';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { accepted } from '../support/submissions';

/** A submission of these labels for rows 1, 2, … accepted now and scored. */
export async function scored(competitionId: string, viewer: Viewer, labels: string): Promise<number> {
  const submissionId = await accepted(competitionId, viewer, labels);
  await scoreSubmission({ submissionId }, { isLast: true });
  return submissionId;
}
