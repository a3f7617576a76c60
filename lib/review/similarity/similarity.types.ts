/** A piece of what was handed in that is compared: a file, or one code cell of a notebook. */
export interface CodePiece {
  /** The file's place in the archive, from 0. */
  readonly file: number;
  /** From 0; null: the file has no cells. */
  readonly cell: number | null;
  readonly language: 'python' | 'other';
  readonly text: string;
}

/** All code of one hand-in. */
export interface CodeSource {
  readonly id: number;
  readonly pieces: readonly CodePiece[];
}

/** A stretch that is alike on both sides; rows count from 0 through all pieces of a source, both ends included. */
export interface CodeFragment {
  readonly leftFrom: number;
  readonly leftTo: number;
  readonly rightFrom: number;
  readonly rightTo: number;
}

export interface CodePair {
  readonly left: number;
  readonly right: number;
  /** Share of the two sources' fingerprints that the other has too, 0 to 1; what is excluded counts on neither side. */
  readonly similarity: number;
  /** Rows of the longest fragment, on its shorter side. */
  readonly longestRows: number;
  readonly fragments: readonly CodeFragment[];
}

export interface CodeComparison {
  /** The most alike, the most alike first. */
  readonly pairs: readonly CodePair[];
  readonly summary: {
    readonly compared: number;
    /** Too short to say anything about. */
    readonly tooShort: number;
    /** Longer than is read; only their beginning was compared. */
    readonly cut: number;
    readonly pairs: number;
    /** Of all pairs: the middle, and what one in twenty exceeds. null: no pair. */
    readonly median: number | null;
    readonly upperTwentieth: number | null;
  };
}

/** Agreement of two predictions in what both got wrong. */
export interface AgreementPair {
  readonly left: number;
  readonly right: number;
  /** Items both got wrong, and those of them with the same wrong answer. */
  readonly bothWrong: number;
  readonly sameWrong: number;
  /** Of `sameWrong`, were each independent of the other. */
  readonly expected: number;
  readonly deviation: number;
  /** log10 of the chance of at least so much agreement under independence; at most 0. */
  readonly log10P: number;
  /** The same after Holm's correction for all pairs, capped at 0. */
  readonly log10Holm: number;
  /** How far the pair lies above what each has with the others, in robust standard deviations; null: too few others. */
  readonly standing: number | null;
  /** Improbable under independence, and far from what either shows with the others. */
  readonly isStriking: boolean;
}

export interface AgreementComparison {
  readonly pairs: readonly AgreementPair[];
  readonly summary: {
    readonly compared: number;
    readonly pairs: number;
    /** Items compared, of so many. */
    readonly items: number;
    readonly itemsAll: number;
  };
}
