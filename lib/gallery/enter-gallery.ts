import { mayShow } from '@/lib/gallery/eligible.core';
import type { GallerySettings } from '@/lib/gallery/gallery.types';
import { gallerySection } from '@/lib/gallery/section';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { latestRelease } from '@/lib/gradebook/run';
import { enterHandin, type HandinAccess } from '@/lib/handin/enter-handin';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import type { Tx } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

const DAY_MS = 86_400_000;

export interface GalleryAccess extends HandinAccess {
  readonly gallery: GallerySettings;
  /** Whether nobody can hand in any more, with every extension. */
  readonly isOpen: boolean;
}

/** The gate: whoever may enter the assignment, where it has a hand-in and a gallery. */
export async function enterGallery(
  tx: Tx,
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<GalleryAccess>> {
  const entered = await enterHandin(tx, viewer, assignmentId);
  if (!entered.ok) return entered;
  const gallery = await gallerySection.present(tx, assignmentId);
  if (!gallery) return notFound('gallery');
  const access = entered.value;
  const isOpen = access.entered.now >= (await lastEnd(tx, assignmentId, access));
  return ok({ ...access, gallery, isOpen });
}

/** The first instant at which neither competition nor hand-in takes anything from anybody. */
async function lastEnd(tx: Tx, assignmentId: string, access: HandinAccess): Promise<Date> {
  const { _max: extended } = await tx.participantException.aggregate({
    where: { participant: { competitionId: assignmentId } },
    _max: { closesAt: true },
  });
  const ends = [access.closesAt, access.entered.competition.closesAt, extended.closesAt ?? access.closesAt];
  const last = Math.max(...ends.map((each) => each.getTime()));
  return new Date(last + (access.settings.late?.max_days ?? 0) * DAY_MS);
}

/** Whose published grade allows to show their work, by user id; read anew each time, so that a corrected grade counts at once. */
export async function eligibleUsers(
  tx: Tx,
  assignmentId: string,
  gallery: GallerySettings,
): Promise<ReadonlySet<string>> {
  const release = await latestRelease(tx, assignmentId);
  const grades = release?.grades.map((each) => each.detail as unknown as StudentGrade) ?? [];
  return new Set(grades.filter((grade) => mayShow(gallery, grade)).map((grade) => grade.userId));
}
