/** A request's body in the hands of the test: bytes come when the test says so. */
export interface OpenBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Settles when somebody begins to read. */
  readonly isRead: Promise<void>;
  /** Sends bytes; settles when they were taken and more is asked for, or nobody reads any more. */
  push(bytes: Uint8Array): Promise<void>;
  /** Ends the body; with an error: it breaks off. */
  end(error?: Error | null): void;
}

export function openBody(): OpenBody {
  let ask: (() => void) | null = null;
  let give: ((next: IteratorResult<Uint8Array>) => void) | null = null;
  let fail: ((error: Error) => void) | null = null;
  let isOver = false;
  let asked = new Promise<void>((resolve) => (ask = resolve));
  const isRead = asked;
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => {
      ask?.();
      return new Promise((resolve, reject) => ([give, fail] = [resolve, reject]));
    },
    return: () => {
      isOver = true;
      ask?.();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return {
    chunks: { [Symbol.asyncIterator]: () => iterator },
    isRead,
    push: async (bytes) => {
      await asked;
      if (isOver) return;
      asked = new Promise((resolve) => (ask = resolve));
      give?.({ done: false, value: bytes });
      await asked;
    },
    end: (error = null) => {
      if (error) fail?.(error);
      else give?.({ done: true, value: undefined });
    },
  };
}
