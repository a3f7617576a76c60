import type { BundleSection } from '@/lib/competition/bundle-section';
import { gallerySection } from '@/lib/gallery/section';
import { gradingSection } from '@/lib/gradebook/section';
import { handinSection } from '@/lib/handin/section';
import { quizSection } from '@/lib/quiz/section';

/** A section whose own type nobody outside it needs. */
export type AnySection = BundleSection<unknown>;

/** The parts an `assignment.yaml` may have beside its competition, in the order they are written. */
export const SECTIONS: readonly AnySection[] = [
  quizSection as AnySection,
  handinSection as AnySection,
  gradingSection as AnySection,
  gallerySection as AnySection,
];
