import type { JobHandler } from '@/lib/jobs/work-loop';
import { failSimilarity, runSimilarity } from '@/lib/review/similarity/run';
import type { CompareHandins } from '@/lib/review/similarity/similarity.job';

/** Makes one comparison; what went wrong in its last try is put on record, for the page to say. */
export async function compareHandinsHandler(
  { runId }: CompareHandins,
  retry: { readonly isLast: boolean },
): Promise<void> {
  try {
    await runSimilarity(runId);
  } catch (error) {
    if (!retry.isLast) throw error;
    await failSimilarity(runId, error);
    throw error;
  }
}

export const comparing: JobHandler<CompareHandins> = {
  run: compareHandinsHandler,
  abandon: ({ runId }, failure) => failSimilarity(runId, failure),
};
