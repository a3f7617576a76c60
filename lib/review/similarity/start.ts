import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { similarityJob } from '@/lib/review/similarity/similarity.job';

export type SimilarityKind = 'code' | 'predictions';

/** After this long a run that told nothing is taken for dead, and another may be asked for. */
const DEAD_AFTER_MS = 45 * 60_000;

/** Asks the worker to compare everybody's code or predictions. While one comparison of the kind runs, it asks for no second. */
export async function startSimilarity(
  viewer: Viewer,
  assignmentId: string,
  kind: SimilarityKind,
): Promise<Result<string>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff');
    if (!entered.ok) return entered;
    await lockAssignment(tx, assignmentId, 'change');
    const now = await databaseNow(tx);
    const running = await tx.similarityRun.findFirst({
      where: {
        assignmentId,
        kind,
        finishedAt: null,
        failure: null,
        startedAt: { gt: new Date(now.getTime() - DEAD_AFTER_MS) },
      },
    });
    if (running) return refuse({ code: 'running', message: 'This comparison is already being made.' });
    const run = await tx.similarityRun.create({ data: { assignmentId, kind, startedAt: now } });
    await enqueue(tx, similarityJob, { runId: run.id }, { singletonKey: run.id });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: entered.value.competition.courseId,
      assignmentId,
      action: 'similarity.started',
      subject: `assignment ${entered.value.competition.slug}`,
      detail: { kind },
    });
    return ok(run.id);
  });
}
