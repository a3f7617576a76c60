import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { eligibleUsers, galleryPart } from '@/lib/gallery/gallery-part';
import { openArchive } from '@/lib/platform/archive/zip-archive';
import { entriesSchema } from '@/lib/handin/handin-view';
import { endingOf } from '@/lib/handin/rendering/shown-body.core';
import { showArchive } from '@/lib/handin/rendering/shown-files';
import type { ShownFile } from '@/lib/handin/rendering/shown.types';
import { isStaff } from '@/lib/identity/roles.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import { ok, type Result } from '@/lib/platform/result';

export interface GalleryEntry {
  /** Of the consent. */
  readonly id: string;
  /** The author's display name, as on the boards. */
  readonly name: string;
  /** On the latest board the viewer may see; null: not on it. */
  readonly rank: number | null;
  readonly score: string | null;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly hasReport: boolean;
  readonly isOwn: boolean;
}

export interface GalleryView {
  readonly isStaff: boolean;
  /** Which board the ranks are of. */
  readonly board: 'public' | 'private';
  /** By rank, best first. */
  readonly entries: readonly GalleryEntry[];
}

/** Whether there is a gallery that the viewer may open. */
export async function mayOpenGallery(viewer: Viewer, assignmentId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'member', galleryPart);
    return entered.ok && (entered.value.isOpen || isStaff(entered.value.entered.role));
  });
}

interface Row {
  readonly id: string;
  readonly userId: string;
  readonly sha256: string;
  readonly entries: unknown;
}

/**
 * What the class may look at: the hand-ins that count, of authors who agreed to just these, whose published grade still allows
 * it. For people of the course alone, and only once nobody can hand in any more; staff may look before.
 */
export async function gallery(viewer: Viewer, assignmentId: string): Promise<Result<GalleryView>> {
  const open = await openGallery(viewer, assignmentId);
  if (!open.ok) return open;
  const { rows, staff } = open.value;
  const secret = await readBoard(viewer, assignmentId, 'private');
  const board = secret.ok ? secret : await readBoard(viewer, assignmentId, 'public');
  const lines = board.ok ? parseBoard(board.value).rows : [];
  const people = await db().participant.findMany({
    where: { competitionId: assignmentId, userId: { in: rows.map((each) => each.userId) } },
    select: { id: true, userId: true },
  });
  const names = await displayNames(assignmentId, rows);
  const entries = rows.map((row) => {
    const participant = people.find((each) => each.userId === row.userId);
    const line = lines.find((each) => each.kind === 'participant' && each.id === participant?.id);
    return {
      ...filesOf(row),
      id: row.id,
      name: names.get(row.userId) ?? '',
      rank: line?.rank ?? null,
      score: line?.score ?? null,
      isOwn: row.userId === viewer.userId,
    };
  });
  return ok({
    isStaff: staff,
    board: secret.ok ? 'private' : 'public',
    entries: entries.sort(
      (a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.name.localeCompare(b.name, 'en'),
    ),
  });
}

/** One entry with its files, rendered as reviewers see them. */
export async function galleryEntry(
  viewer: Viewer,
  assignmentId: string,
  entryId: string,
): Promise<
  Result<{ readonly entry: GalleryEntry; readonly files: readonly ShownFile[]; readonly isStaff: boolean }>
> {
  const view = await gallery(viewer, assignmentId);
  if (!view.ok) return view;
  const entry = view.value.entries.find((each) => each.id === entryId);
  const row = entry && (await rowOf(viewer, assignmentId, entryId));
  if (!entry || !row) return notFound('entry');
  return ok({
    entry,
    files: await showArchive(row.sha256, entriesSchema.parse(row.entries)),
    isStaff: view.value.isStaff,
  });
}

/** The bytes of one file of an entry, by its place in the archive. */
export async function galleryFile(
  viewer: Viewer,
  entryId: string,
  index: number,
): Promise<Result<{ readonly fileName: string; readonly content: Uint8Array }>> {
  const consent = await db().galleryConsent.findUnique({ where: { id: entryId } });
  const row = consent && (await rowOf(viewer, consent.assignmentId, entryId));
  const path = row && entriesSchema.parse(row.entries)[index]?.path;
  if (!row || !path) return notFound('file');
  const archive = await openArchive(storedPath(row.sha256));
  try {
    const found = archive.find(path);
    if (!found) return notFound('file');
    return ok({
      fileName: path.split('/').at(-1) ?? 'file',
      content: await archive.read(found.entry, found.bytes),
    });
  } finally {
    archive.close();
  }
}

async function rowOf(viewer: Viewer, assignmentId: string, entryId: string): Promise<Row | null> {
  const open = await openGallery(viewer, assignmentId);
  return open.ok ? (open.value.rows.find((each) => each.id === entryId) ?? null) : null;
}

async function openGallery(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<{ readonly rows: readonly Row[]; readonly staff: boolean }>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'member', galleryPart);
    if (!entered.ok) return entered;
    const { isOpen, entered: course } = entered.value;
    const staff = isStaff(course.role);
    if (!isOpen && !staff) return notFound('gallery');
    const eligible = await eligibleUsers(tx, assignmentId, entered.value.gallery);
    // Of each author's hand-ins the last one counts; consent to another shows nothing.
    const rows = await tx.$queryRaw<Row[]>`
      SELECT c.id, c.user_id AS "userId", h.sha256, h.entries FROM gallery_consent c
      JOIN handin h ON h.id = c.handin_id
      JOIN enrolment e ON e.course_id = ${course.competition.courseId}::uuid AND e.user_id = c.user_id
        AND e.removed_at IS NULL
      WHERE c.assignment_id = ${assignmentId}::uuid AND c.withdrawn_at IS NULL
        AND h.id = (SELECT max(id) FROM handin WHERE assignment_id = c.assignment_id AND user_id = c.user_id)
      ORDER BY c.created_at, c.id`;
    return ok({ rows: rows.filter((row) => eligible.has(row.userId)), staff });
  });
}

async function displayNames(assignmentId: string, rows: readonly Row[]): Promise<Map<string, string>> {
  const found = await db().enrolment.findMany({
    where: {
      userId: { in: rows.map((each) => each.userId) },
      course: { assignments: { some: { id: assignmentId } } },
    },
    select: { userId: true, displayName: true },
  });
  return new Map(found.map((each) => [each.userId, each.displayName]));
}

function filesOf(row: Row): Pick<GalleryEntry, 'files' | 'hasReport'> {
  const files = entriesSchema.parse(row.entries);
  return { files, hasReport: files.some((each) => endingOf(each.path) === 'pdf') };
}
