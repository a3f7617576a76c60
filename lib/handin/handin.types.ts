/** One thing reviewers give points for. Points are decimal texts. */
export interface RubricPart {
  readonly key: string;
  readonly title: string;
  readonly points: string;
}

/** The same, or several such things under one title: then points are given to the parts, and its own are their sum. */
export interface RubricItem extends RubricPart {
  readonly items?: readonly RubricPart[] | undefined;
}

export interface HandinSettings {
  /** `{student_id}` stands for the student's own, e.g. `{student_id}_hw2.zip`. */
  readonly name: string;
  /** Local to the assignment's zone; left out: the assignment's own deadline. The whole minute counts. */
  readonly closes?: string | undefined;
  /** Endings of the files an archive may hold, with the dot. */
  readonly types: readonly string[];
  /** PDF reports an archive may hold. */
  readonly reports_max: number;
  readonly max_mb: number;
  readonly max_unpacked_mb: number;
  readonly max_entry_mb: number;
  readonly max_entries: number;
  /** null: nothing is taken after the deadline. */
  readonly late: { readonly penalty_per_day: string; readonly max_days: number } | null;
  readonly rubric: readonly RubricItem[];
  /** Reviewers see no names and student IDs until the reviews are published. */
  readonly anonymous: boolean;
  /** Words a report may have; left out: the rules have no such limit. Reviewers are told, nothing is taken off. */
  readonly report_words_max?: number | undefined;
}

export type { DeclaredEntry } from '@/lib/platform/archive/zip-archive';

export interface HandinEntry {
  readonly path: string;
  readonly bytes: number;
}

/** What an archive was found to hold. */
export interface InspectedArchive {
  readonly entries: readonly HandinEntry[];
  /** As word processors count; null where no length can be told, as of a scan. */
  readonly reportWords: number | null;
  /** Letters and digits. */
  readonly reportCharacters: number | null;
  /** What the sender should know and need not mend, in words: files left out, names in an old encoding. */
  readonly notes: readonly string[];
}
