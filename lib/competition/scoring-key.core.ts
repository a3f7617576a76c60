interface ScoringSettings {
  readonly solution: { readonly id: string } | null;
  readonly metric: string;
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
  readonly labels: readonly string[];
  readonly split: {
    readonly public: number;
    readonly seed: string;
    readonly by: string;
    readonly column?: string | undefined;
  } | null;
}

/** Equal for two states of a competition under which a file has the same problems and the same score. */
export function scoringKey(competition: ScoringSettings): string {
  const { solution, metric, idColumn, targetColumns, labels, split } = competition;
  const splitKey = split && [split.public, split.seed, split.by, split.column];
  return JSON.stringify([solution?.id, metric, idColumn, targetColumns, labels, splitKey]);
}
