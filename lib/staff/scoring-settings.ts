import { z } from 'zod';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { loadCompetition, type Competition, type SplitSettings } from '@/lib/assignment/competition';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import type { Viewer } from '@/lib/identity/viewer';
import { CUSTOM } from '@/lib/metrics/custom.core';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { storedPath } from '@/lib/platform/files/store';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import type { ReadingSettings } from '@/lib/staff/compile-under';
import { solutionFacts } from '@/lib/staff/solution-facts';

/** How files are read and scored. */
export const scoringSchema = z.strictObject({
  /** A spec of docs/metrics.md; `custom` keeps the metric of the course's own that was imported. */
  metric: z.string().trim().min(1).max(500),
  idColumn: z.string().trim().min(1).max(200),
  targetColumns: z.array(z.string().trim().min(1).max(200)).min(1).max(1_000),
  /** Empty: any. */
  labels: z.array(z.string().max(200)).max(100_000),
  /** null: the solution has a Usage column. */
  split: z
    .strictObject({
      public: z.number().gt(0, 'between 0 and 1').lt(1, 'between 0 and 1'),
      seed: z.string().min(1).max(200),
      by: z.enum(['random', 'stratified', 'grouped']),
      column: z.string().min(1).optional(),
    })
    .nullable(),
});
export type ScoringSettings = z.infer<typeof scoringSchema>;

/**
 * Changes how files are read and scored; the baselines are scored anew. Refused once there are scores of students (they
 * were made with what is there now), and where the stored solution can't be read this way.
 */
export async function updateScoring(
  viewer: Viewer,
  competitionId: string,
  wanted: ScoringSettings,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const entered = await enter(tx, viewer, byId(competitionId), 'staff');
    if (!entered.ok) return entered;
    const { competition } = entered.value;
    const metric = keepsOwnMetric(wanted, competition) ? competition.metric : wanted.metric;
    const bound = parseMetricSpec(metric);
    if (!bound.ok) return refuse(...bound.problems.map((each) => ({ ...each, field: 'metric' })));
    const settings = { ...wanted, metric: bound.value.spec, split: splitOf(wanted) };
    const changes = changesOf(competition, settings);
    if (changes.length === 0) return ok(null);
    const blocked =
      (await blockedByScores(tx, competitionId)) ?? (await readSolutionAgain(tx, competition, settings));
    if (blocked) return refuse(blocked);
    const { split, ...plain } = settings;
    await tx.$executeRaw`
      UPDATE competition SET split = ${split === null ? null : JSON.stringify(split)}::jsonb WHERE assignment_id = ${competitionId}::uuid`;
    await tx.competition.update({
      where: { assignmentId: competitionId },
      data: { ...plain, direction: bound.value.metric.direction },
    });
    await enqueue(tx, scoreBaselinesJob, { competitionId });
    await boardsChanged(tx, competitionId);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competitionId,
      action: 'scoring.changed',
      subject: `competition ${competition.slug}`,
      // The seed gives the split away: it stays out of the log (A3).
      detail: { changes },
    });
    return ok(null);
  }, COMPILING);
}

/** A solution of half a million rows is read within the transaction. */
const COMPILING = { timeout: 60_000 };

const keepsOwnMetric = (wanted: ScoringSettings, { metric }: Competition): boolean =>
  wanted.metric === CUSTOM && metric.startsWith(`${CUSTOM}:`);

function splitOf({ split }: ScoringSettings): SplitSettings | null {
  if (!split) return null;
  const { column, ...rest } = split;
  return column === undefined ? rest : { ...rest, column };
}

function changesOf(before: ReadingSettings, after: ReadingSettings): string[] {
  const keys = ['metric', 'idColumn', 'targetColumns', 'labels'] as const;
  const show = (value: unknown): string => JSON.stringify(value);
  const lines = keys.flatMap((key) =>
    show(before[key]) === show(after[key]) ? [] : [`${key}: ${show(before[key])} → ${show(after[key])}`],
  );
  const sorted = (split: SplitSettings | null): string =>
    show(split && [split.public, split.seed, split.by, split.column ?? null]);
  return sorted(before.split) === sorted(after.split) ? lines : [...lines, 'split: changed'];
}

async function blockedByScores(tx: Tx, competitionId: string): Promise<Problem | null> {
  const scores = await tx.score.count({ where: { submission: { competitionId } } });
  if (scores === 0) return null;
  return {
    code: 'needs_regrade',
    message: `${scores} scores were made with what is there now, so this can't change any more. A corrected solution goes through a regrade.`,
  };
}

async function readSolutionAgain(
  tx: Tx,
  competition: Competition,
  settings: ReadingSettings,
): Promise<Problem | null> {
  if (!competition.solution) return null;
  const facts = await solutionFacts(storedPath(competition.solution.sha256), settings, null);
  if (!facts.ok) {
    const [first] = facts.problems;
    return {
      code: 'solution_does_not_fit',
      message: `The solution can't be read this way: ${first?.message ?? ''}`,
    };
  }
  await tx.solutionVersion.update({
    where: { id: competition.solution.id },
    data: facts.value,
  });
  return null;
}

/** The scoring settings as a form shows them; `locked`: there are scores, so they can't change. */
export async function readScoring(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<ScoringSettings & { readonly locked: boolean }>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const competition = await loadCompetition(db(), competitionId);
  if (!competition) throw new Error(`competition ${competitionId} went away`);
  const { metric, idColumn, targetColumns, labels, split } = competition;
  return ok({
    metric: metric.startsWith(`${CUSTOM}:`) ? CUSTOM : metric,
    idColumn,
    targetColumns: [...targetColumns],
    labels: [...labels],
    split,
    locked: (await db().score.count({ where: { submission: { competitionId } } })) > 0,
  });
}
