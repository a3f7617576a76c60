import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { loadCompetition, type Competition } from '@/lib/assignment/competition';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { rebuildEntries } from '@/lib/leaderboard/board-entry';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import type { RegradeRun } from '@/lib/platform/prisma-client/client';
import { enqueue } from '@/lib/platform/queue/boss';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';
import {
  BASELINES_CHANGED,
  knowsBaselines,
  missingScores,
  preparedBaselines,
  prepareRegradeAgain,
} from '@/lib/scoring/regrade';
import { regradeJob } from '@/lib/scoring/regrade.job';

/**
 * A regrade in three steps: everything is scored under another solution version beside the scores that count; staff see
 * what would change; the commit switches all boards at once. One regrade a competition at a time.
 */
export async function startRegrade(
  viewer: Viewer | null,
  competitionId: string,
  target: { readonly solutionId: string; readonly metric?: string },
  reason: string,
): Promise<Result<{ runId: string }>> {
  if (reason.trim() === '')
    return refuse({ code: 'reason_missing', field: 'reason', message: 'Say why; the audit log keeps it.' });
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const entered = await enter(tx, viewer, byId(competitionId), 'staff');
    if (!entered.ok) return entered;
    const { competition } = entered.value;
    const solution = await tx.solutionVersion.findFirst({ where: { id: target.solutionId, competitionId } });
    if (!solution) return notFound('solution version');
    const underWay = await tx.regradeRun.findFirst({
      where: { competitionId, status: { in: ['scoring', 'ready'] } },
    });
    if (underWay)
      return refuse({ code: 'regrade_under_way', message: 'Commit or cancel the regrade under way first.' });
    const metric = target.metric ?? competition.metric;
    const total = await tx.submission.count({ where: { competitionId, status: 'scored' } });
    const run = await tx.regradeRun.create({
      data: {
        competitionId,
        fromSolutionId: competition.solution?.id ?? null,
        toSolutionId: solution.id,
        metric,
        reason,
        total,
        createdById: viewer?.userId ?? null,
      },
    });
    await enqueue(tx, regradeJob, { runId: run.id });
    await note(tx, viewer, competition, 'regrade.started', run, { reason, toVersion: solution.number });
    return ok({ runId: run.id });
  });
}

/**
 * Makes the regrade's solution the one that counts. Every scored submission must have its score under it by now, or the
 * commit is refused and the missing ones are scored first; boards switch in this one transaction (A8).
 */
export async function commitRegrade(viewer: Viewer | null, runId: string): Promise<Result<null>> {
  return db().$transaction(
    async (tx) => {
      const locked = await lockRun(tx, viewer, runId);
      if (!locked.ok) return locked;
      const { run, competition } = locked.value;
      if (run.status !== 'ready')
        return refuse({ code: 'regrade_not_ready', message: 'The regrade is not ready to be committed.' });
      const missing = await missingScores(tx, run, 1);
      if (missing.left > 0) {
        await tx.regradeRun.update({ where: { id: run.id }, data: { status: 'scoring' } });
        await enqueue(tx, regradeJob, { runId: run.id });
        const message = `${missing.left} submissions came in meanwhile and are being scored; try again in a moment.`;
        return refuse({ code: 'still_scoring', message });
      }
      if (!(await knowsBaselines(tx, run))) {
        await prepareRegradeAgain(tx, competition.id);
        return refuse({ code: 'baselines_changed', message: `${BASELINES_CHANGED} Look at it once more.` });
      }
      await tx.competition.update({
        where: { assignmentId: competition.id },
        data: { activeSolutionId: run.toSolutionId, metric: run.metric },
      });
      await takeBaselineScores(tx, run);
      await rebuildEntries(tx, competition.id, competition.direction);
      await boardsChanged(tx, competition.id);
      await finish(tx, run, 'committed');
      await note(tx, viewer, competition, 'regrade.committed', run, {
        from: run.fromSolutionId,
        to: run.toSolutionId,
      });
      return ok(null);
    },
    { timeout: 120_000 },
  );
}

/** Drops a regrade; what counts stays as it is. */
export async function cancelRegrade(viewer: Viewer | null, runId: string): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const locked = await lockRun(tx, viewer, runId);
    if (!locked.ok) return locked;
    const { run, competition } = locked.value;
    if (run.status === 'committed')
      return refuse({ code: 'already_committed', message: 'This regrade was committed already.' });
    await finish(tx, run, 'cancelled');
    await note(tx, viewer, competition, 'regrade.cancelled', run, {});
    return ok(null);
  });
}

async function lockRun(
  tx: Tx,
  viewer: Viewer | null,
  runId: string,
): Promise<Result<{ run: RegradeRun; competition: Competition }>> {
  const found = await tx.regradeRun.findUnique({ where: { id: runId } });
  if (!found) return notFound('regrade');
  await lockAssignment(tx, found.competitionId, 'change');
  const entered = await enter(tx, viewer, byId(found.competitionId), 'staff');
  if (!entered.ok) return entered;
  const run = await tx.regradeRun.findUniqueOrThrow({ where: { id: runId } });
  const competition = await loadCompetition(tx, run.competitionId);
  return competition ? ok({ run, competition }) : notFound('competition');
}

async function takeBaselineScores(tx: Tx, run: RegradeRun): Promise<void> {
  for (const each of preparedBaselines(run)) {
    await tx.baseline.updateMany({
      where: { id: each.baselineId, competitionId: run.competitionId, sha256: each.sha256 },
      data: { publicScore: each.public, privateScore: each.private, solutionId: run.toSolutionId },
    });
  }
}

async function finish(tx: Tx, run: RegradeRun, status: 'committed' | 'cancelled'): Promise<void> {
  await tx.$executeRaw`
    UPDATE regrade_run SET status = ${status}::regrade_status, finished_at = app_now() WHERE id = ${run.id}::uuid`;
  await announce(tx, { kind: 'competition', competitionId: run.competitionId });
}

async function note(
  tx: Tx,
  viewer: Viewer | null,
  competition: Competition,
  action: string,
  run: RegradeRun,
  detail: Record<string, string | number | null>,
): Promise<void> {
  await audit(tx, {
    actorId: viewer?.userId ?? null,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action,
    subject: `regrade ${run.id}`,
    detail,
  });
}
