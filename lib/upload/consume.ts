import { rm } from 'node:fs/promises';
import { db, type Tx } from '@/lib/platform/database/client';
import { notFound } from '@/lib/identity/viewer';
import { lockUpload } from '@/lib/platform/database/locks';
import { storeFile } from '@/lib/platform/files/store';
import { Prisma } from '@/lib/platform/prisma-client/client';
import { ok, type Problem, type Result } from '@/lib/platform/result';
import { receiptedBytesSql, roomOfPerson } from '@/lib/upload/room';
import type { SealedUpload } from '@/lib/upload/upload.types';

/** What the caller may make of an upload: its one thing, now; or what somebody has made of it already. */
export type Claim = { readonly became: null } | { readonly became: string };

interface ClaimedRow {
  readonly state: string;
  readonly purpose: string;
  readonly became: string | null;
  /** What its sender has stored in the course. */
  readonly stored: number;
}

/**
 * Locks a sealed upload until the transaction has ended, and its name in the store with it. Refused where it is gone, and
 * where its sender's share of the course is used up: final, where the caller lets one person through at a time.
 */
export async function claimUpload(tx: Tx, sealed: SealedUpload): Promise<Result<Claim>> {
  const stored = receiptedBytesSql(Prisma.sql`u.user_id`, Prisma.sql`u.course_id`);
  const lock = lockUpload(tx, sealed);
  const rows = await tx.$queryRaw<ClaimedRow[]>`
    SELECT u.state::text, u.purpose::text, u.became, ${lock.hold} AS held, ${stored} AS stored FROM upload u ${lock.row}`;
  const [row] = rows;
  if (row?.state === 'consumed' && row.became !== null) return ok({ became: row.became });
  if (row?.state !== 'sealed') return notFound('upload');
  const room = roomOfPerson(row.stored);
  const isPersons = row.purpose === 'prediction' || row.purpose === 'handin';
  return isPersons && sealed.bytes > room.bytes ? room.refusal(sealed.bytes) : ok({ became: null });
}

/** Gives the file its name in the store and marks the claimed upload as consumed, as the last thing in the transaction. */
export async function consumeUpload(tx: Tx, sealed: SealedUpload, became: string): Promise<void> {
  await storeFile(sealed.path, sealed.sha256);
  await tx.$executeRaw`
    UPDATE upload SET state = 'consumed', became = ${became} WHERE id = ${sealed.uploadId}::uuid AND state = 'sealed'`;
}

/** Refusals of the server's own state, not of the file: the same upload may be finished later. */
const NOT_FOR_GOOD: ReadonlySet<string> = new Set(['busy', 'not_checked', 'storage_full', 'no_solution']);

/**
 * Makes something of a sealed upload. What is consumed lies in the store alone afterwards; what is refused for good leaves
 * no bytes. Where `make` throws, or is refused for a reason that passes, file and instant stay for a retry.
 */
export async function settleUpload<T>(
  sealed: SealedUpload,
  make: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const made = await make();
  if (made.ok) await rm(sealed.path, { force: true });
  else if (!made.problems.some((each) => NOT_FOR_GOOD.has(each.code)))
    await refuseUpload(sealed, made.problems);
  return made;
}

async function refuseUpload(sealed: SealedUpload, problems: readonly Problem[]): Promise<void> {
  const { count } = await db().upload.updateMany({
    where: { id: sealed.uploadId, state: 'sealed' },
    data: { state: 'refused', sealedFile: null, problems: problems.map((each) => ({ ...each })) },
  });
  if (count === 1) await rm(sealed.path, { force: true });
}
