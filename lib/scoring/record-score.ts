import type { Tx } from '@/lib/platform/database/client';

/** Stores the score of a submission under a solution version and a metric; stored again, it is the same row. */
export async function recordScore(
  tx: Tx,
  submissionId: number,
  solutionId: string,
  metric: string,
  score: { readonly public: number | null; readonly private: number | null },
): Promise<void> {
  const values = { publicScore: score.public, privateScore: score.private };
  await tx.score.upsert({
    where: { submissionId_solutionId_metric: { submissionId, solutionId, metric } },
    create: { submissionId, solutionId, metric, ...values },
    update: values,
  });
}
