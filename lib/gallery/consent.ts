import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { canSeeOwnGrade } from '@/lib/assignment/access.core';
import { eligibleUsers, type GalleryAccess, galleryPart } from '@/lib/gallery/gallery-part';
import { entriesSchema } from '@/lib/handin/handin-view';
import { isStaff } from '@/lib/identity/roles.core';
import { forbidden, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockGallery } from '@/lib/platform/database/locks';
import { ok, refuse, type Result } from '@/lib/platform/result';

const TEXT_MAX = 4_000;
const REASON_MAX = 1_000;

export interface OwnShare {
  /** Path of the report template among the assignment's files; null: none. */
  readonly template: string | null;
  /**
   * `not_yet`: no published grade allows it (or none is published); `offered`: the author may agree; `given`: agreed;
   * `taken_down`: staff withdrew it, for `reason`.
   */
  readonly state: 'not_yet' | 'offered' | 'given' | 'taken_down';
  /** Whether the class can look at it now. */
  readonly isShown: boolean;
  readonly reason: string | null;
  /** What would be shown: the files of the hand-in that counts. */
  readonly files: readonly string[];
}

/** How the viewer's own work stands towards the gallery; null: the assignment has none. */
export async function ownShare(viewer: Viewer, assignmentId: string): Promise<OwnShare | null> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'member', galleryPart);
    if (!entered.ok) return null;
    const { gallery, isOpen } = entered.value;
    const eligible = await eligibleUsers(tx, assignmentId, gallery);
    const handin = await countingHandin(tx, assignmentId, viewer.userId);
    const last = await tx.galleryConsent.findFirst({
      where: { assignmentId, userId: viewer.userId },
      orderBy: { createdAt: 'desc' },
    });
    // A grade that is withheld from its student is not told by this either.
    const may = handin !== null && eligible.has(viewer.userId) && canSeeOwnGrade(entered.value.entered.phase);
    const isSame = last !== null && last.handinId === handin?.id;
    const isTaken = isSame && last.withdrawnAt !== null && last.reason !== null;
    const isGiven = isSame && last.withdrawnAt === null;
    return {
      template: gallery.template,
      state: !may ? 'not_yet' : isTaken ? 'taken_down' : isGiven ? 'given' : 'offered',
      isShown: may && isGiven && isOpen,
      reason: isTaken ? last.reason : null,
      files: handin ? entriesSchema.parse(handin.entries).map((each) => each.path) : [],
    };
  });
}

/**
 * Agrees to show the hand-in that counts; `text` is what the author read. Refused for who may not, and after staff have taken
 * this very hand-in down.
 */
export async function giveConsent(viewer: Viewer, assignmentId: string, text: string): Promise<Result<null>> {
  return change(viewer, assignmentId, async (tx, access) => {
    const handin = await countingHandin(tx, assignmentId, viewer.userId);
    const eligible = await eligibleUsers(tx, assignmentId, access.gallery);
    if (!handin || !eligible.has(viewer.userId) || !canSeeOwnGrade(access.entered.phase))
      return refuse({ code: 'not_eligible', message: 'Your published grade does not allow it.' });
    const before = await tx.galleryConsent.findFirst({
      where: { assignmentId, userId: viewer.userId, handinId: handin.id },
      orderBy: { createdAt: 'desc' },
    });
    if (before && before.withdrawnAt === null) return ok(null);
    if (before?.reason != null)
      return refuse({ code: 'taken_down', message: 'The staff have taken this hand-in down.' });
    await tx.galleryConsent.create({
      data: { assignmentId, userId: viewer.userId, handinId: handin.id, text: text.slice(0, TEXT_MAX) },
    });
    await note(tx, viewer, access, 'gallery.consented', viewer.userId, { handin: handin.id });
    return ok(null);
  });
}

/** Takes one's own work out of the gallery; nobody sees it from this moment on. */
export async function withdrawConsent(viewer: Viewer, assignmentId: string): Promise<Result<null>> {
  return change(viewer, assignmentId, async (tx, access) => {
    const { count } = await tx.galleryConsent.updateMany({
      where: { assignmentId, userId: viewer.userId, withdrawnAt: null },
      data: { withdrawnAt: await databaseNow(tx), withdrawnById: viewer.userId },
    });
    if (count > 0) await note(tx, viewer, access, 'gallery.withdrawn', viewer.userId, {});
    return ok(null);
  });
}

/** The same by staff, with a reason the author reads. */
export async function takeDown(viewer: Viewer, consentId: string, reason: string): Promise<Result<null>> {
  const consent = await db().galleryConsent.findUnique({ where: { id: consentId } });
  if (!consent) return notFound('entry');
  return change(viewer, consent.assignmentId, async (tx, access) => {
    if (!isStaff(access.entered.role)) return forbidden('This is for the staff of the course.');
    if (reason.trim() === '')
      return refuse({ code: 'no_reason', field: 'reason', message: 'Write down why; the author reads it.' });
    const { count } = await tx.galleryConsent.updateMany({
      where: { id: consentId, withdrawnAt: null },
      data: {
        withdrawnAt: await databaseNow(tx),
        withdrawnById: viewer.userId,
        reason: reason.trim().slice(0, REASON_MAX),
      },
    });
    if (count === 0) return notFound('entry');
    await note(tx, viewer, access, 'gallery.taken_down', consent.userId, { reason: reason.trim() });
    return ok(null);
  });
}

/** The last one; null: nothing was handed in. */
export function countingHandin(tx: Tx, assignmentId: string, userId: string) {
  return tx.handin.findFirst({ where: { assignmentId, userId }, orderBy: { id: 'desc' } });
}

async function change(
  viewer: Viewer,
  assignmentId: string,
  write: (tx: Tx, access: GalleryAccess) => Promise<Result<null>>,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    // Two clicks at once: one after the other.
    await lockGallery(tx, assignmentId, viewer.userId);
    const entered = await enter(tx, viewer, byId(assignmentId), 'member', galleryPart);
    return entered.ok ? write(tx, entered.value) : entered;
  });
}

async function note(
  tx: Tx,
  viewer: Viewer,
  { entered }: GalleryAccess,
  action: string,
  authorId: string,
  detail: Record<string, string | number>,
): Promise<void> {
  await audit(tx, {
    actorId: viewer.userId,
    courseId: entered.competition.courseId,
    assignmentId: entered.competition.id,
    action,
    subject: `gallery entry of user ${authorId}`,
    detail,
  });
}
