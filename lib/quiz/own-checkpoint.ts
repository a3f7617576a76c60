import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';
import type { QuizCheckpoint } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { checkpointKey } from '@/lib/quiz/checkpoint-secret';
import type { MadeFor, SeedTask } from '@/lib/quiz/seed.thread';
import type { Measured } from '@/lib/quiz/measure';
import { sharedPool } from '@/lib/platform/threads/pool';
import { measureApart } from '@/lib/quiz/measure-apart';
import { planCheckpoints, studentIdentity } from '@/lib/quiz/plan-checkpoints';
import { type QuizAccess, quizPart } from '@/lib/quiz/quiz-part';
import { HESSIAN_CLASSES } from '@/lib/quiz/spread.core';
import { storedCheckpoint, type StoredCheckpoint } from '@/lib/quiz/stored-network';
import { wishOf } from '@/lib/quiz/wish';
import { writeCheckpoints } from '@/lib/quiz/write-checkpoints';

/** A checkpoint ready to leave the server, without a word about its class. */
export interface HandedOut {
  readonly network: StoredCheckpoint;
  readonly studentId: string;
  readonly assignmentSlug: string;
  readonly courseSlug: string;
}

/**
 * The viewer's own checkpoint, made now if they have none (a late enrolment). It is evaluated once more, in float64 and
 * float32, and kept back if it is not what was stored.
 */
export async function ownCheckpoint(viewer: Viewer, assignmentId: string): Promise<Result<HandedOut>> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'member', quizPart);
  if (!entered.ok) return entered;
  const { hessian, status, entered: access } = entered.value;
  if (!hessian) return notFound('checkpoint');
  if (status === 'before') return refuse({ code: 'not_open', message: 'The quiz is not open yet.' });
  const row = await ensureCheckpoint(viewer, entered.value);
  const network = storedCheckpoint(row.network);
  const [measured] = await measureApart([network], hessian.thresholds);
  if (row.source === 'generated' && (!measured || isDamaged(measured, row.loss))) {
    log.error({ assignmentId, userId: viewer.userId }, 'a stored checkpoint does not evaluate as it did');
    return refuse({
      code: 'checkpoint_withheld',
      message: 'Your checkpoint needs to be looked at by the staff; please write to them.',
    });
  }
  const user = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  return ok({
    network,
    studentId: studentIdentity(user),
    assignmentSlug: access.competition.slug,
    courseSlug: access.competition.courseSlug,
  });
}

/** A changed threshold moves the class by right; numbers that no longer evaluate to what they did are damaged. */
function isDamaged(measured: Measured, loss: number | null): boolean {
  return measured.ambiguous !== null || !close(measured.loss, loss);
}

function close(a: number, b: number | null): boolean {
  return b !== null && Math.abs(a - b) <= 1e-9 * Math.abs(b);
}

/** Finds or makes the viewer's checkpoint. */
async function ensureCheckpoint(viewer: Viewer, access: QuizAccess): Promise<QuizCheckpoint> {
  const assignmentId = access.row.assignmentId;
  const key = { assignmentId_userId: { assignmentId, userId: viewer.userId } };
  const find = () => db().quizCheckpoint.findUnique({ where: key, include: { user: true } });
  let row = await find();
  if (!row) {
    await planCheckpoints(assignmentId, [viewer.userId]);
    row = await find();
  }
  if (!row) throw new Error('a planned checkpoint vanished');
  if (row.filledAt) return row;
  const thresholds = access.hessian?.thresholds ?? { gradientNorm: 1e-3, minimumRatio: 0.5 };
  const wish = wishOf(row, checkpointKey('numbers', assignmentId, studentIdentity(row.user)));
  // One of each class is made and one kept: how long the first visit takes must not tell which (A43).
  const task: SeedTask = {
    wishes: HESSIAN_CLASSES.map((wantedClass) => ({ ...wish, wantedClass })),
    thresholds,
  };
  const made = await sharedPool().run<readonly MadeFor[]>('lib/quiz/seed.thread.ts', task);
  const kept = made[HESSIAN_CLASSES.indexOf(wish.wantedClass)];
  if (!kept) throw new Error('a class of checkpoints is missing');
  await writeCheckpoints(assignmentId, [{ userId: viewer.userId, checkpoint: kept.checkpoint }]);
  return db().quizCheckpoint.findUniqueOrThrow({ where: key });
}

/** Notes that the checkpoint left the server; the first time counts. */
export async function noteDownload(viewer: Viewer, assignmentId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE quiz_checkpoint SET downloaded_at = app_now()
    WHERE assignment_id = ${assignmentId}::uuid AND user_id = ${viewer.userId}::uuid AND downloaded_at IS NULL`;
}
