import path from 'node:path';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { audit } from '@/lib/platform/audit';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment, lockCourse, lockGrading, lockQuiz } from '@/lib/platform/database/locks';
import { holdStored } from '@/lib/platform/files/hold-stored';
import { storeCopy } from '@/lib/platform/files/store';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { presentState, wantedState } from '@/lib/bundle/assignment-state';
import { difference, isSame, scoringChanges, type AssignmentState } from '@/lib/bundle/difference.core';
import { checkOwnMetric } from '@/lib/bundle/own-metric';
import type { Bundle } from '@/lib/bundle/read-bundle';
import { SECTIONS } from '@/lib/bundle/sections';
import { writeAssignment } from '@/lib/bundle/write-assignment';

/** What an import will do, as lines for people; empty: nothing. */
export interface ImportPlan {
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

/** The difference between a bundle and what is there. Refused when it would change what stored scores were made with. */
export async function planImport(bundle: Bundle): Promise<Result<ImportPlan>> {
  const wanted = await wantedState(bundle);
  const compared = await compare(db(), bundle, wanted, await assignmentId(db(), bundle));
  return compared.ok ? ok({ lines: compared.value.lines, warnings: bundle.warnings }) : compared;
}

/**
 * Creates or updates the assignment in one transaction that compares once more, under the lock: what students or staff do
 * meanwhile comes wholly before it or wholly after it. `actorId` null: the operator at the server. `confirmed`: the lines that
 * were agreed to; refused (`changed_meanwhile`) when the difference is another by now.
 */
export async function applyImport(
  bundle: Bundle,
  actorId: string | null,
  confirmed?: readonly string[],
): Promise<Result<ImportPlan>> {
  const plan = await planImport(bundle);
  if (!plan.ok || plan.value.lines.length === 0) return plan;
  if (confirmed && !isSame(plan.value.lines, confirmed)) return refuse(CHANGED_MEANWHILE);
  const metric = await checkOwnMetric(bundle);
  if (!metric.ok) return metric;
  const stored: string[] = [];
  for (const file of new Set([...filesOf(bundle), ...otherFiles(bundle)]))
    stored.push((await storeCopy(path.join(bundle.folder, file))).sha256);
  const wanted = await wantedState(bundle);
  return db().$transaction(
    async (tx) => {
      const applied = await apply(tx, bundle, wanted, actorId, confirmed);
      await holdStored(tx, stored);
      return applied;
    },
    { timeout: 120_000 },
  );
}

const CHANGED_MEANWHILE: Problem = {
  code: 'changed_meanwhile',
  message: 'The assignment was changed since the difference was shown. Look at it again.',
};

async function apply(
  tx: Tx,
  bundle: Bundle,
  wanted: AssignmentState,
  actorId: string | null,
  confirmed: readonly string[] | undefined,
): Promise<Result<ImportPlan>> {
  const courseId = await lockedCourse(tx, bundle);
  const present = await assignmentId(tx, bundle);
  if (present !== null) {
    await lockAssignment(tx, present, 'change');
    await lockGrading(tx, present);
    await lockQuiz(tx, present, 'change');
  }
  const compared = await compare(tx, bundle, wanted, present);
  if (!compared.ok) return compared;
  const { lines, state } = compared.value;
  const plan = { lines, warnings: bundle.warnings };
  if (lines.length === 0) return ok(plan);
  if (confirmed && !isSame(lines, confirmed)) return refuse(CHANGED_MEANWHILE);
  const id = await writeAssignment(tx, courseId, bundle, wanted, state);
  await boardsChanged(tx, id);
  await announce(tx, { kind: 'competition', competitionId: id });
  await audit(tx, {
    actorId,
    assignmentId: id,
    action: 'assignment.imported',
    subject: `assignment ${bundle.yaml.assignment}`,
    detail: { changes: [...lines] },
  });
  return ok(plan);
}

/** Finds or makes the course and locks it: of two imports of a new assignment one makes it. */
async function lockedCourse(tx: Tx, { yaml }: Bundle): Promise<string> {
  const { id } = await tx.course.upsert({
    where: { slug: yaml.course },
    create: { slug: yaml.course, title: yaml.course_title ?? yaml.course, timezone: yaml.timezone },
    update: {},
    select: { id: true },
  });
  await lockCourse(tx, id);
  return id;
}

async function assignmentId(tx: Db | Tx, { yaml }: Bundle): Promise<string | null> {
  const row = await tx.assignment.findFirst({
    where: { slug: yaml.assignment, course: { slug: yaml.course } },
    select: { id: true },
  });
  return row?.id ?? null;
}

interface Compared {
  readonly lines: readonly string[];
  /** What is there; null: nothing. */
  readonly state: AssignmentState | null;
}

/** Final where the caller holds the assignment. */
async function compare(
  tx: Db | Tx,
  bundle: Bundle,
  wanted: AssignmentState,
  id: string | null,
): Promise<Result<Compared>> {
  const state = id === null ? null : await presentState(tx, id);
  if (id === null || state === null) {
    const { course, assignment, title } = bundle.yaml;
    return ok({ lines: [`new assignment ${course}/${assignment}: ${title}`], state: null });
  }
  const blocked =
    (await blockedByScores(tx, id, wanted, state)) ?? (await blockedSections(tx, id, wanted, state));
  return blocked ?? ok({ lines: difference(wanted, state), state });
}

async function blockedSections(
  tx: Db | Tx,
  id: string,
  wanted: AssignmentState,
  present: AssignmentState,
): Promise<Result<never> | null> {
  for (const section of SECTIONS) {
    const value = wanted.sections[section.key] ?? null;
    if (isSame(value, present.sections[section.key])) continue;
    const why = await section.blocked(tx, id, value);
    if (why !== null)
      return refuse({ code: 'in_use', file: 'assignment.yaml', field: section.key, message: why });
  }
  return null;
}

async function blockedByScores(
  tx: Db | Tx,
  competitionId: string,
  wanted: AssignmentState,
  present: AssignmentState,
): Promise<Result<never> | null> {
  const changed = scoringChanges(wanted, present);
  if (changed.length === 0) return null;
  const scores = await tx.score.count({ where: { submission: { competitionId } } });
  if (scores > 0) {
    const message = `${changed.join(', ')}: ${scores} scores were made with what is there now. Change the solution by a regrade in the staff area; the rest can't change any more.`;
    return refuse({ code: 'needs_regrade', file: 'assignment.yaml', message });
  }
  const open = await tx.regradeRun.count({
    where: { competitionId, status: { in: ['scoring', 'ready'] } },
  });
  if (open === 0) return null;
  const message = `${changed.join(', ')}: a regrade is being prepared with what is there now. Commit or cancel it first.`;
  return refuse({ code: 'regrade_under_way', file: 'assignment.yaml', message });
}

function filesOf(bundle: Bundle): readonly string[] {
  const { sample_submission: sample, metric_file: metric } = bundle.yaml.competition;
  return [sample, ...(metric ? [metric] : []), ...bundle.yaml.data, ...bundle.referenceFiles];
}

function otherFiles(bundle: Bundle): readonly string[] {
  const { competition } = bundle.yaml;
  return [
    competition.solution,
    ...competition.baselines.flatMap((each) => ('file' in each ? [each.file] : [])),
  ];
}
