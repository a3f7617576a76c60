export interface GallerySettings {
  /** Items of the grade that must be at full marks. */
  readonly full_marks_in: readonly string[];
  /** The report template: one of the assignment's data files or files of reference code; null: none. */
  readonly template: string | null;
}
