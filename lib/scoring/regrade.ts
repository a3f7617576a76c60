import type { Db, Tx } from '@/lib/platform/database/client';
import type { RegradeRun } from '@/lib/platform/prisma-client/client';

export interface MissingScores {
  /** Some of those without a score under the run's target, oldest first. */
  readonly submissions: readonly { readonly id: number; readonly sha256: string }[];
  readonly left: number;
  readonly total: number;
}

/** What a regrade run still has to score: every scored submission without a score under its solution and metric. */
export async function missingScores(
  tx: Db | Tx,
  run: Pick<RegradeRun, 'competitionId' | 'toSolutionId' | 'metric'>,
  limit: number,
): Promise<MissingScores> {
  const scored = { competitionId: run.competitionId, status: 'scored' as const };
  const without = { ...scored, scores: { none: { solutionId: run.toSolutionId, metric: run.metric } } };
  const submissions = await tx.submission.findMany({
    where: without,
    select: { id: true, sha256: true },
    orderBy: { id: 'asc' },
    take: limit,
  });
  const left = await tx.submission.count({ where: without });
  const total = await tx.submission.count({ where: scored });
  return { submissions, left, total };
}
