/** The rule an item's points come from. */
export type GradeRule =
  | {
      readonly kind: 'beats_baseline';
      readonly board: 'public' | 'private';
      readonly baseline: string;
      readonly ties: boolean;
    }
  | { readonly kind: 'quiz'; readonly question: string | null }
  | { readonly kind: 'review'; readonly item: string | null }
  | {
      readonly kind: 'bonus';
      readonly full_marks_in: readonly string[];
      readonly needs_report: boolean;
      readonly words_below: number | null;
      readonly characters_below?: number | undefined;
    }
  | { readonly kind: 'manual' };

export interface GradeItem {
  readonly id: string;
  readonly title: string;
  /** What it is worth, in hundredths at the finest. */
  readonly points: number;
  readonly rule: GradeRule;
}

export interface GradingSettings {
  /** What a breach multiplies the grade by unless staff say otherwise; above 0, at most 1. */
  readonly breach_factor: number;
  readonly items: readonly GradeItem[];
}

/** What the rules look at that is the same for everyone. */
export interface GradeContext {
  readonly direction: 'higher_is_better' | 'lower_is_better';
  readonly baselines: readonly {
    readonly name: string;
    readonly public: number | null;
    readonly private: number | null;
  }[];
}

/** What is stored of one student. Points are decimal strings. */
export interface GradeInputs {
  readonly userId: string;
  /** The score of the best submission on the public board, of the best final one on the private board; null: none. */
  readonly scores: { readonly public: number | null; readonly private: number | null };
  readonly quiz: {
    readonly points: string;
    readonly possible: string;
    readonly questions: readonly {
      readonly id: string;
      readonly points: string;
      readonly possible: string;
    }[];
  } | null;
  readonly review: {
    readonly points: Readonly<Record<string, string>>;
    readonly total: string;
    /** What lateness leaves of the points, `0` to `1`. */
    readonly kept: string;
    readonly complete: boolean;
    readonly hasReport: boolean;
    readonly reportWords: number | null;
    readonly reportCharacters: number | null;
  } | null;
  readonly overrides: readonly { readonly item: string; readonly points: string; readonly reason: string }[];
  readonly breaches: readonly { readonly id: string; readonly kind: string; readonly factor: string }[];
}

/** Why an item has its points; pages make a sentence of it in the reader's language. */
export type Why =
  | {
      readonly code: 'beats' | 'misses';
      readonly score: string;
      readonly baseline: string;
      readonly threshold: string;
      readonly ties: boolean;
    }
  | { readonly code: 'no_score' | 'no_baseline'; readonly baseline: string }
  | { readonly code: 'quiz'; readonly points: string; readonly possible: string }
  | {
      readonly code:
        'quiz_missing' | 'review_missing' | 'manual_missing' | 'bonus' | 'no_report' | 'not_countable';
    }
  | { readonly code: 'review'; readonly points: string; readonly kept: string; readonly complete: boolean }
  | { readonly code: 'not_full'; readonly items: readonly string[] }
  | { readonly code: 'too_long'; readonly words: number | null; readonly below: number }
  | { readonly code: 'too_many_characters'; readonly characters: number; readonly below: number }
  | { readonly code: 'override'; readonly reason: string };

export interface ItemGrade {
  readonly id: string;
  readonly points: string;
  readonly possible: string;
  readonly why: Why;
}

export interface StudentGrade {
  readonly userId: string;
  readonly items: readonly ItemGrade[];
  readonly sum: string;
  /** Product of the factors of the breaches that stand. */
  readonly multiplier: string;
  readonly breaches: readonly { readonly id: string; readonly kind: string; readonly factor: string }[];
  /** sum × multiplier, two decimals. */
  readonly total: string;
}
