import { rm, writeFile } from 'node:fs/promises';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { shownFileName } from '@/lib/platform/file-name.core';
import { holdStored } from '@/lib/platform/files/hold-stored';
import { storeCopy, temporaryPath } from '@/lib/platform/files/store';
import { enqueue } from '@/lib/platform/queue/boss';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { validatePredictionFile } from '@/lib/prediction/validate-file';
import { prepareRegradeAgain } from '@/lib/scoring/regrade';
import { predictionTask } from '@/lib/submission/prediction-task';

/** Scores that are given, or a prediction file that is scored. */
export type BaselineSource =
  | { readonly kind: 'scores'; readonly public: number; readonly private: number }
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly fileName: string };

export interface StaffBaseline {
  readonly id: string;
  readonly name: string;
  readonly fileName: string | null;
  /** null: its file is not scored yet. */
  readonly publicScore: number | null;
  readonly privateScore: number | null;
}

export async function listBaselines(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<readonly StaffBaseline[]>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const rows = await db().baseline.findMany({ where: { competitionId }, orderBy: { position: 'asc' } });
  return ok(
    rows.map(({ id, name, fileName, publicScore, privateScore }) => ({
      id,
      name,
      fileName,
      publicScore,
      privateScore,
    })),
  );
}

/** Adds a baseline to the boards. Refused for a name that is taken, and for a file with problems. */
export async function addBaseline(
  viewer: Viewer,
  competitionId: string,
  name: string,
  source: BaselineSource,
): Promise<Result<null>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const stored = source.kind === 'file' ? await keepFile(entered.value.competition, source.bytes) : null;
  if (stored && !stored.ok) return stored;
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const there = await tx.baseline.findMany({
      where: { competitionId },
      select: { name: true, position: true },
    });
    if (there.some((each) => each.name === name))
      return refuse({
        code: 'name_taken',
        field: 'name',
        message: `There is a baseline named ${name} already.`,
      });
    await tx.baseline.create({
      data: {
        competitionId,
        name,
        position: Math.max(-1, ...there.map((each) => each.position)) + 1,
        ...(source.kind === 'file'
          ? { fileName: shownFileName(source.fileName), sha256: stored?.value.sha256 ?? '' }
          : { publicScore: source.public, privateScore: source.private }),
      },
    });
    if (source.kind === 'file') {
      await enqueue(tx, scoreBaselinesJob, { competitionId });
      await prepareRegradeAgain(tx, competitionId);
    }
    await boardsChanged(tx, competitionId);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: entered.value.competition.courseId,
      assignmentId: competitionId,
      action: 'baseline.added',
      subject: `baseline ${name}`,
      detail:
        source.kind === 'file'
          ? { file: source.fileName }
          : { public: source.public, private: source.private },
    });
    if (stored) await holdStored(tx, [stored.value.sha256]);
    return ok(null);
  });
}

async function keepFile(
  competition: Parameters<typeof predictionTask>[0],
  bytes: Uint8Array,
): Promise<Result<{ sha256: string }>> {
  const temporary = await temporaryPath();
  try {
    await writeFile(temporary, bytes);
    const task = predictionTask(competition, temporary);
    if (!task.ok) return task;
    const valid = await validatePredictionFile(task.value);
    return valid.ok ? ok(await storeCopy(temporary)) : valid;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Takes a baseline off the boards. */
export async function removeBaseline(
  viewer: Viewer,
  competitionId: string,
  baselineId: string,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const entered = await enter(tx, viewer, byId(competitionId), 'staff');
    if (!entered.ok) return entered;
    const baseline = await tx.baseline.findFirst({ where: { id: baselineId, competitionId } });
    if (!baseline) return refuse({ code: 'not_found', message: 'This baseline is gone already.' });
    await tx.baseline.delete({ where: { id: baseline.id } });
    await boardsChanged(tx, competitionId);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: entered.value.competition.courseId,
      assignmentId: competitionId,
      action: 'baseline.removed',
      subject: `baseline ${baseline.name}`,
      detail: { public: baseline.publicScore, private: baseline.privateScore, file: baseline.fileName },
    });
    return ok(null);
  });
}
