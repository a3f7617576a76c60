import { rm } from 'node:fs/promises';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { expectedName } from '@/lib/handin/entry-rules.core';
import { type HandinAccess, handinPart, ownDeadline } from '@/lib/handin/handin-part';
import type { InspectTask } from '@/lib/handin/inspect-archive';
import type { InspectedArchive } from '@/lib/handin/handin.types';
import { isRanked } from '@/lib/identity/roles.core';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import { shownFileName } from '@/lib/platform/file-name.core';
import { receiveBody } from '@/lib/platform/files/receive';
import { storeFile, temporaryPath } from '@/lib/platform/files/store';
import { log } from '@/lib/platform/log';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { sharedPool } from '@/lib/platform/threads/pool';

export interface HandinReceipt {
  readonly handinId: number;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  /** ISO 8601, by the database's clock: when the last byte had arrived. */
  readonly receivedAt: string;
  readonly lateDays: number;
  readonly entries: InspectedArchive['entries'];
  /** What the sender should know and need not mend. */
  readonly notes: InspectedArchive['notes'];
}

const MB = 1_000_000;
const DAY_MS = 86_400_000;

/**
 * Takes an archive: received, looked through in a thread with every problem named at once, stored, and written down in one
 * transaction. The last one counts; earlier ones are kept. A refused archive leaves nothing.
 */
export async function acceptHandin(
  viewer: Viewer,
  assignmentId: string,
  fileName: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<HandinReceipt>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'member', handinPart);
  if (!access.ok) return access;
  const file = await temporaryPath();
  try {
    const bytesMax = Math.floor(access.value.settings.max_mb * MB);
    const received = await receiveBody(body, file, { start: 0, bytesMax });
    if (!received.ok) return received;
    const receivedAt = await databaseNow(db());
    // Anew: an extension may have been given, or the sender removed, while the bytes came.
    const then = await enter(db(), viewer, byId(assignmentId), 'member', handinPart);
    if (!then.ok) return then;
    const late = lateness(then.value, receivedAt);
    if (!late.ok) return late;
    const wrongName = await nameProblem(viewer, access.value, fileName);
    const inspected = await inspect({ file, settings: access.value.settings });
    const problems = [...(wrongName ? [wrongName] : []), ...(inspected.ok ? [] : inspected.problems)];
    if (problems.length > 0 || !inspected.ok) return refuse(...problems);
    await storeFile(file, received.value.sha256);
    return await record(viewer, access.value, {
      fileName,
      ...received.value,
      receivedAt,
      lateDays: late.value,
      ...inspected.value,
    });
  } finally {
    await rm(file, { force: true });
  }
}

async function inspect(task: InspectTask): Promise<Result<InspectedArchive>> {
  try {
    return await sharedPool().run<Result<InspectedArchive>>('lib/handin/inspect.thread.ts', task);
  } catch (error) {
    log.error({ err: error }, 'an archive could not be looked through');
    return refuse({
      code: 'not_checked',
      message:
        'The archive could not be checked just now. Nothing was counted; try again, and tell the staff if it stays.',
    });
  }
}

/** Begun days after the deadline that holds for this person; refused where nothing is taken any more. */
function lateness(access: HandinAccess, receivedAt: Date): Result<number> {
  const { entered, settings } = access;
  if (receivedAt < entered.competition.opensAt)
    return refuse({ code: 'not_open', message: `It opens at ${entered.competition.opensAt.toISOString()}.` });
  const deadline = ownDeadline(access);
  if (receivedAt < deadline) return ok(0);
  const days = Math.floor((receivedAt.getTime() - deadline.getTime()) / DAY_MS) + 1;
  if (settings.late && days <= settings.late.max_days) return ok(days);
  return refuse({
    code: 'deadline_over',
    message: `The deadline was ${deadline.toISOString()}; the last byte of this archive arrived at ${receivedAt.toISOString()}. What you handed in before counts.`,
  });
}

async function nameProblem(
  viewer: Viewer,
  { entered, settings }: HandinAccess,
  fileName: string,
): Promise<Problem | null> {
  if (!isRanked(entered.role)) return null; // staff try it out
  const user = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  const expected = expectedName(settings, user.studentId ?? 'auditor');
  if (fileName.toLowerCase() === expected.toLowerCase()) return null;
  return {
    code: 'bad_name',
    message: `The archive must be named ${expected}, not ${shownFileName(fileName)}.`,
    value: shownFileName(fileName),
  };
}

interface Arrived extends InspectedArchive {
  readonly fileName: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly receivedAt: Date;
  readonly lateDays: number;
}

async function record(
  viewer: Viewer,
  { entered }: HandinAccess,
  file: Arrived,
): Promise<Result<HandinReceipt>> {
  const { competition } = entered;
  return db().$transaction(async (tx: Tx) => {
    const handin = await tx.handin.create({
      data: {
        assignmentId: competition.id,
        userId: viewer.userId,
        fileName: shownFileName(file.fileName),
        sha256: file.sha256,
        bytes: file.bytes,
        receivedAt: file.receivedAt,
        lateDays: file.lateDays,
        entries: file.entries.map((each) => ({ ...each })),
        reportWords: file.reportWords,
        review: { create: {} },
      },
    });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competition.id,
      action: 'handin.accepted',
      subject: `handin ${handin.id}`,
      detail: { sha256: file.sha256, bytes: file.bytes, lateDays: file.lateDays },
    });
    return ok({
      handinId: handin.id,
      fileName: handin.fileName,
      bytes: handin.bytes,
      sha256: handin.sha256,
      receivedAt: handin.receivedAt.toISOString(),
      lateDays: handin.lateDays,
      entries: file.entries,
      notes: file.notes,
    });
  });
}
