/** How many rows of each class, in the order of the classes, and for which board. */
export interface Counts {
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly public: number;
  readonly private: number;
}

export interface FileSummary {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export type FloatType = 'float32' | 'float64';

/** Where the rows are to go, and how one hears of them and stops them. */
export interface CorpusOutput {
  readonly folder: string;
  readonly type: FloatType;
  /** Files of an earlier corpus there may be replaced. */
  readonly replace: boolean;
  /** Stops it; what was written is removed. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CorpusSummary {
  readonly folder: string;
  readonly trainRows: number;
  readonly testRows: number;
  readonly counts: Counts;
}
