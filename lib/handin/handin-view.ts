import { z } from 'zod';
import { lastMinute } from '@/lib/assignment/deadline.core';
import { byHandin, byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { openArchive } from '@/lib/platform/archive/zip-archive';
import { daysAfter } from '@/lib/handin/late-days.core';
import { expectedName } from '@/lib/handin/entry-rules.core';
import { handinPart, isMasked, ownDeadline } from '@/lib/handin/handin-part';
import type { HandinEntry, RubricItem } from '@/lib/handin/handin.types';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import type { Handin } from '@/lib/platform/prisma-client/client';
import { ok, type Result } from '@/lib/platform/result';

export const entriesSchema = z.array(z.object({ path: z.string(), bytes: z.number() }));

export interface HandinLine {
  readonly id: number;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly lateDays: number;
  readonly entries: readonly HandinEntry[];
  readonly reportWords: number | null;
  readonly reportCharacters: number | null;
}

export interface OwnReview {
  readonly points: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly unreasonable: boolean;
}

export interface OwnHandins {
  readonly expectedName: string;
  readonly types: readonly string[];
  readonly maxMb: number;
  readonly takesReport: boolean;
  readonly late: { readonly penalty_per_day: string; readonly max_days: number } | null;
  readonly rubric: readonly RubricItem[];
  /** ISO 8601: the last minute that counts for the viewer. */
  readonly closesAt: string;
  readonly isOpen: boolean;
  /** Newest first; the first counts. */
  readonly handins: readonly HandinLine[];
  /** Of the one that counts, once staff have published the reviews; null before. */
  readonly review: OwnReview | null;
}

/** The viewer's hand-ins to an assignment, and what may still be handed in. */
export async function myHandins(viewer: Viewer, assignmentId: string): Promise<Result<OwnHandins>> {
  const access = await enter(db(), viewer, byId(assignmentId), 'member', handinPart);
  if (!access.ok) return access;
  const { settings, publishedAt, entered } = access.value;
  const deadline = ownDeadline(access.value);
  const [user, rows] = await Promise.all([
    db().user.findUniqueOrThrow({ where: { id: viewer.userId } }),
    db().handin.findMany({
      where: { assignmentId, userId: viewer.userId },
      orderBy: { id: 'desc' },
      include: { review: true, reviewVersions: { orderBy: { number: 'desc' }, take: 1 } },
    }),
  ]);
  const [last] = rows;
  // One that is opened again is shown as it was until it is finished anew.
  const finished = last?.review?.completedAt ? last.review : (last?.reviewVersions[0] ?? null);
  const review = publishedAt ? finished : null;
  const end = daysAfter(deadline, settings.late?.max_days ?? 0, entered.competition.timezone);
  return ok({
    expectedName: expectedName(settings, user.studentId ?? 'auditor'),
    types: settings.types,
    maxMb: settings.max_mb,
    takesReport: settings.reports_max > 0,
    late: settings.late,
    rubric: settings.rubric,
    closesAt: lastMinute(deadline).toISOString(),
    isOpen: entered.now >= entered.competition.opensAt && entered.now < end,
    handins: rows.map(lineOf),
    review: review && {
      points: z.record(z.string(), z.string()).parse(review.points),
      comment: review.comment,
      unreasonable: review.unreasonable,
    },
  });
}

export function lineOf(row: Handin): HandinLine {
  return {
    id: row.id,
    fileName: row.fileName,
    bytes: row.bytes,
    sha256: row.sha256,
    receivedAt: row.receivedAt.toISOString(),
    lateDays: row.lateDays,
    entries: entriesSchema.parse(row.entries),
    reportWords: row.reportWords,
    reportCharacters: row.reportCharacters,
  };
}

/** Whether an assignment has a hand-in, and whether the viewer has handed in; null: it has none. */
export async function handinSummary(
  viewer: Viewer,
  assignmentId: string,
): Promise<{ readonly handedIn: boolean } | null> {
  const access = await enter(db(), viewer, byId(assignmentId), 'member', handinPart);
  if (!access.ok) return null;
  const count = await db().handin.count({ where: { assignmentId, userId: viewer.userId } });
  return { handedIn: count > 0 };
}

/**
 * The gate to one archive: its sender and the staff; for others there is none (A17). Where reviewers are not to know whose it
 * is, its name is another.
 */
export async function findHandin(
  tx: Db | Tx,
  viewer: Viewer,
  handinId: number,
): Promise<Result<Handin & { readonly isMasked: boolean }>> {
  const access = await enter(tx, viewer, byHandin(handinId), 'member', handinPart);
  if (!access.ok) return access;
  const row = await tx.handin.findUniqueOrThrow({ where: { id: handinId } });
  if (row.userId === viewer.userId) return ok({ ...row, isMasked: false });
  if (!access.value.entered.isStaff) return notFound('hand-in');
  return ok(
    isMasked(access.value)
      ? { ...row, fileName: maskedName(row.id), isMasked: true }
      : { ...row, isMasked: false },
  );
}

export function maskedName(handinId: number): string {
  return `hand-in-${handinId}.zip`;
}

/** One entry's bytes, e.g. the report; by its path, or by its place among the archive's files. */
export async function handinEntry(
  viewer: Viewer,
  handinId: number,
  asked: string | number,
): Promise<Result<{ readonly fileName: string; readonly content: Uint8Array }>> {
  const found = await findHandin(db(), viewer, handinId);
  if (!found.ok) return found;
  const paths = entriesSchema.parse(found.value.entries).map((each) => each.path);
  const path = typeof asked === 'number' ? paths[asked] : asked;
  const archive = await openArchive(storedPath(found.value.sha256));
  try {
    const entry = path === undefined ? undefined : archive.find(path);
    if (!entry || path === undefined) return notFound('file');
    const name = path.split('/').at(-1) ?? 'file';
    return ok({
      fileName: found.value.isMasked ? `file-${paths.indexOf(path)}.${path.split('.').at(-1)}` : name,
      content: await archive.read(entry.entry, entry.bytes),
    });
  } finally {
    archive.close();
  }
}

/** The archive itself. */
export async function handinArchive(
  viewer: Viewer,
  handinId: number,
): Promise<Result<{ readonly sha256: string; readonly fileName: string }>> {
  const found = await findHandin(db(), viewer, handinId);
  return found.ok ? ok({ sha256: found.value.sha256, fileName: found.value.fileName }) : found;
}
