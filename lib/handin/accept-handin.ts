import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { expectedName } from '@/lib/handin/entry-rules.core';
import { type HandinAccess, handinPart, ownDeadline } from '@/lib/handin/handin-part';
import type { InspectTask } from '@/lib/handin/inspect-archive';
import type { InspectedArchive } from '@/lib/handin/handin.types';
import { lateDays } from '@/lib/handin/late-days.core';
import { isRanked } from '@/lib/identity/roles.core';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment, lockHandins } from '@/lib/platform/database/locks';
import { shownFileName } from '@/lib/platform/file-name.core';
import { env } from '@/lib/platform/env';
import { isDiskFull, STORAGE_FULL } from '@/lib/platform/files/disk';
import { log } from '@/lib/platform/log';
import type { Handin } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Problem, type Refused, type Result } from '@/lib/platform/result';
import { sharedPool } from '@/lib/platform/threads/pool';
import { claimUpload, consumeUpload, settleUpload } from '@/lib/upload/consume';
import { receiveSealed } from '@/lib/upload/direct';
import type { SealedUpload } from '@/lib/upload/upload.types';

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

/**
 * Takes an archive: received and sealed, looked through in a thread with every problem named at once, then stored and
 * written down in one transaction. The last one counts; earlier ones are kept. A refused archive leaves nothing; where the
 * server fails after the last byte, the same archive sent again counts by the first one's instant.
 */
export async function acceptHandin(
  viewer: Viewer,
  assignmentId: string,
  fileName: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<HandinReceipt>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'member', handinPart);
  if (!access.ok) return access;
  const { entered, settings } = access.value;
  const sealed = await receiveSealed(
    { userId: viewer.userId, courseId: entered.competition.courseId, assignmentId, purpose: 'handin' },
    {
      fileName: shownFileName(fileName),
      bytesMax: Math.floor(settings.max_mb * MB),
      idempotencyKey: null,
      sameBytesAgain: true,
    },
    body,
  );
  if (!sealed.ok) return sealed;
  return settleUpload(sealed.value, () => accept(viewer, access.value, fileName, sealed.value));
}

async function accept(
  viewer: Viewer,
  access: HandinAccess,
  fileName: string,
  sealed: SealedUpload,
): Promise<Result<HandinReceipt>> {
  // Anew: an extension may have been given, or the sender removed, while the bytes came.
  const then = await enter(db(), viewer, byId(access.entered.competition.id), 'member', handinPart);
  if (!then.ok) return then;
  const late = lateness(then.value, sealed.receivedAt);
  if (!late.ok) return late;
  const wrongName = await nameProblem(viewer, access, fileName);
  const inspected = await inspect({ file: sealed.path, settings: access.settings });
  const problems = [...(wrongName ? [wrongName] : []), ...(inspected.ok ? [] : inspected.problems)];
  if (problems.length > 0 || !inspected.ok) return refuse(...problems);
  return record(viewer, access, { sealed, lateDays: late.value, ...inspected.value });
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
  const days = lateDays(deadline, receivedAt, entered.competition.timezone);
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
  readonly sealed: SealedUpload;
  readonly lateDays: number;
}

async function record(
  viewer: Viewer,
  { entered }: HandinAccess,
  { sealed, ...file }: Arrived,
): Promise<Result<HandinReceipt>> {
  const { competition } = entered;
  try {
    return await db().$transaction(async (tx: Tx) => {
      await lockAssignment(tx, competition.id, 'share');
      await lockHandins(tx, competition.id, viewer.userId); // versions are counted one after the other
      const claimed = await claimUpload(tx, sealed);
      if (!claimed.ok) return claimed;
      const { became } = claimed.value;
      if (became !== null)
        return ok(
          receiptOf(await tx.handin.findUniqueOrThrow({ where: { id: Number(became) } }), file.notes),
        );
      const full = await refusedForVersions(tx, competition.id, viewer.userId);
      if (full) return full;
      const handin = await tx.handin.create({
        data: {
          assignmentId: competition.id,
          userId: viewer.userId,
          fileName: sealed.fileName,
          sha256: sealed.sha256,
          bytes: sealed.bytes,
          receivedAt: sealed.receivedAt,
          lateDays: file.lateDays,
          entries: file.entries.map((each) => ({ ...each })),
          reportWords: file.reportWords,
          reportCharacters: file.reportCharacters,
          review: { create: {} },
        },
      });
      await audit(tx, {
        actorId: viewer.userId,
        courseId: competition.courseId,
        assignmentId: competition.id,
        action: 'handin.accepted',
        subject: `handin ${handin.id}`,
        detail: { sha256: sealed.sha256, bytes: sealed.bytes, lateDays: file.lateDays },
      });
      await consumeUpload(tx, sealed, String(handin.id));
      return ok(receiptOf(handin, file.notes));
    });
  } catch (error) {
    if (isDiskFull(error)) return refuse(STORAGE_FULL);
    throw error;
  }
}

/** Refuses a further version where the person has as many as the site keeps. */
async function refusedForVersions(tx: Tx, assignmentId: string, userId: string): Promise<Refused | null> {
  const max = env().SADDLEPOINT_HANDIN_VERSIONS;
  if ((await tx.handin.count({ where: { assignmentId, userId } })) < max) return null;
  return refuse({
    code: 'too_many_versions',
    message: `You have handed in ${max} archives here, as many as are kept; the last of them counts. Ask the staff if you need to change it.`,
  });
}

function receiptOf(handin: Handin, notes: HandinReceipt['notes']): HandinReceipt {
  return {
    handinId: handin.id,
    fileName: handin.fileName,
    bytes: handin.bytes,
    sha256: handin.sha256,
    receivedAt: handin.receivedAt.toISOString(),
    lateDays: handin.lateDays,
    entries: handin.entries as unknown as HandinReceipt['entries'],
    notes,
  };
}
