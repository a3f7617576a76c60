/** A remark to a line, ready to be shown. Plain data: browsers get it as it is. */
export interface LineComment {
  readonly id: string;
  /** The file's place in the archive, from 0. */
  readonly file: number;
  /** Of a notebook, from 0; null: the file has no cells. */
  readonly cell: number | null;
  /** From 1. */
  readonly line: number;
  readonly markdown: string;
  /** Rendered and sanitised. */
  readonly html: string;
  readonly author: string | null;
}

/** A line comment as it is written. */
export interface CommentInput {
  /** null: a new one. */
  readonly id: string | null;
  readonly file: number;
  readonly cell: number | null;
  readonly line: number;
  readonly markdown: string;
}

/** A remark the staff use again and again. */
export interface Snippet {
  readonly id: string;
  readonly markdown: string;
  /** Putting it in sets this part of the rubric to `points`; null: it sets none. */
  readonly itemKey: string | null;
  readonly points: string | null;
}

/** A student's request to look at an item again, with its answer. */
export interface SecondLookView {
  readonly id: string;
  readonly itemKey: string;
  readonly itemTitle: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly state: 'open' | 'accepted' | 'declined';
  readonly reply: string | null;
  readonly decidedAt: string | null;
}
