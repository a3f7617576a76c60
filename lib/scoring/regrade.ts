import { z } from 'zod';
import { audit } from '@/lib/platform/audit';
import type { Db, Tx } from '@/lib/platform/database/client';
import type { RegradeRun } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { announce } from '@/lib/platform/queue/live';
import { regradeJob } from '@/lib/scoring/regrade.job';

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

/** The score of a baseline's file under a regrade's solution, and which file that was. */
const baselineScoreSchema = z.array(
  z.object({
    baselineId: z.string(),
    sha256: z.string().default(''), // of a run of an earlier release: never the file that is there
    public: z.number().nullable(),
    private: z.number().nullable(),
  }),
);
export type BaselineScore = z.infer<typeof baselineScoreSchema>[number];

/** What a run has found out for the baselines so far. */
export function preparedBaselines(run: Pick<RegradeRun, 'baselineScores'>): BaselineScore[] {
  return baselineScoreSchema.parse(run.baselineScores ?? []);
}

/** Whether every baseline that is a file now was scored for this run as the file it is (A99). */
export async function knowsBaselines(
  tx: Db | Tx,
  run: Pick<RegradeRun, 'competitionId' | 'baselineScores'>,
): Promise<boolean> {
  const files = await tx.baseline.findMany({
    where: { competitionId: run.competitionId, sha256: { not: null } },
    select: { id: true, sha256: true },
  });
  const known = preparedBaselines(run);
  return files.every(({ id, sha256 }) =>
    known.some((each) => each.baselineId === id && each.sha256 === sha256),
  );
}

/** Why a regrade that was ready is being prepared again; told to staff while it is. */
export const BASELINES_CHANGED = 'A baseline was added or replaced; the regrade is made again with it.';

/**
 * Has the regrade under way, if there is one, made again with the baselines as they are now: what was made already is kept.
 * The caller holds the assignment to change it.
 */
export async function prepareRegradeAgain(tx: Tx, competitionId: string): Promise<void> {
  const runs = await tx.regradeRun.findMany({
    where: { competitionId, status: { in: ['scoring', 'ready'] } },
  });
  for (const { id, createdById } of runs) {
    await tx.regradeRun.update({
      where: { id },
      data: { status: 'scoring', failure: BASELINES_CHANGED },
    });
    await enqueue(tx, regradeJob, { runId: id });
    await audit(tx, {
      actorId: createdById,
      assignmentId: competitionId,
      action: 'regrade.prepared_again',
      subject: `regrade ${id}`,
      detail: { reason: BASELINES_CHANGED },
    });
    await announce(tx, { kind: 'competition', competitionId });
  }
}
