/** What a word of the command line may be. */
export type WordKind =
  'file' | 'folder' | 'assignment' | 'course' | 'any' | { readonly choices: readonly string[] };

/** A command as completion sees it. */
export interface CommandShape {
  /** e.g. `roster import`; empty: the program itself. */
  readonly path: string;
  readonly subcommands: readonly string[];
  readonly options: readonly OptionShape[];
  /** In order; the last one repeats where the command takes several. */
  readonly words: readonly WordKind[];
}

export interface OptionShape {
  readonly names: readonly string[];
  /** What follows it; null: nothing does. */
  readonly value: WordKind | null;
}
