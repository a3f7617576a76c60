/** A leaderboard as it is sent to the browser. Holds what its reader may see, and nothing else. */
export interface BoardRow {
  readonly kind: 'participant' | 'baseline';
  readonly id: string;
  readonly rank: number | null;
  /** Places gained (positive) or lost against the public board; null where there is nothing to compare. */
  readonly rankChange: number | null;
  readonly name: string;
  /** Fixed to the displayed precision. */
  readonly score: string;
  readonly entries: number | null;
  /** ISO 8601. */
  readonly lastEntryAt: string | null;
  /** Running best score, oldest first; for the sparkline. */
  readonly progress: readonly number[];
}

export interface Board {
  readonly which: 'public' | 'private';
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly metricTitle: string;
  readonly direction: 'higher_is_better' | 'lower_is_better';
  /** Share of the test rows this board is calculated on, 0 to 1. */
  readonly share: number | null;
  readonly rows: readonly BoardRow[];
}
