import type { StudentGrade } from '@/lib/gradebook/grade.types';
import type { GallerySettings } from '@/lib/gallery/gallery.types';

/**
 * Whether a published grade allows its owner to show their work: every named item at full marks, and no breach that stands.
 * An item the grade does not have counts as missed.
 */
export function mayShow(settings: GallerySettings, grade: StudentGrade): boolean {
  const isFull = (id: string): boolean => {
    const item = grade.items.find((each) => each.id === id);
    return item !== undefined && Number(item.points) === Number(item.possible);
  };
  return grade.breaches.length === 0 && settings.full_marks_in.every(isFull);
}
