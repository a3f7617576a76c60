import { deadlineFor } from '@/lib/assignment/deadline.core';
import type { Part } from '@/lib/assignment/gate';
import { mayShow } from '@/lib/gallery/eligible.core';
import type { GallerySettings } from '@/lib/gallery/gallery.types';
import { gallerySection } from '@/lib/gallery/section';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { latestRelease } from '@/lib/gradebook/run';
import { type HandinAccess, handinPart } from '@/lib/handin/handin-part';
import type { Tx } from '@/lib/platform/database/client';

const DAY_MS = 86_400_000;

export interface GalleryAccess extends HandinAccess {
  readonly gallery: GallerySettings;
  /** Whether nobody can hand in any more, with every extension. */
  readonly isOpen: boolean;
}

/** The gallery of an assignment's hand-ins. */
export const galleryPart: Part<GalleryAccess> = {
  what: 'gallery',
  async load(tx, entered) {
    const handin = await handinPart.load(tx, entered);
    const gallery = handin && (await gallerySection.present(tx, entered.competition.id));
    return gallery && { ...handin, gallery, isOpen: entered.now >= lastEnd(handin) };
  },
};

/** The first instant at which neither competition nor hand-in takes anything from anybody. */
function lastEnd({ closesAt, settings, entered: { competition } }: HandinAccess): Date {
  const ends = [closesAt, competition.closesAt].map((each) => deadlineFor(each, competition.lastExtension));
  const last = Math.max(...ends.map((each) => each.getTime()));
  return new Date(last + (settings.late?.max_days ?? 0) * DAY_MS);
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
