/** What is sent to a jail, each as a frame: 4 bytes of length (big endian), then UTF-8. First this, then one frame a split. */
export interface JailTask {
  /** The metric's own text. */
  readonly source: string;
  /** Names of the columns; a split's frame is the JSON of their cells: truth column by column, then the prediction's. */
  readonly columns: readonly string[];
  readonly timeMsMax: number;
  readonly memoryMbMax: number;
}

export type JailFailure =
  'export_missing' | 'export_invalid' | 'threw' | 'timeout' | 'out_of_memory' | 'not_finite';

/** What comes back, as JSON on standard output. */
export type JailAnswer =
  | { readonly kind: 'described'; readonly direction: string; readonly title: string | null }
  | { readonly kind: 'scored'; readonly scores: readonly number[] }
  | { readonly kind: 'failed'; readonly failure: JailFailure; readonly message: string };
