/** What passes between a crew and one of its threads. */
export interface CrewThreadData {
  /** Address of each module by the name it is asked for. */
  readonly entries: Readonly<Record<string, string>>;
}

export interface CrewTask {
  readonly entry: string;
  readonly task: unknown;
}

export type CrewAnswer =
  | { readonly kind: 'ready'; readonly threadId: string | null }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly message: string };
