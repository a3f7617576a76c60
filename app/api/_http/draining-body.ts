const DRAINED_BYTES_MAX = 100_000_000;
const DRAINED_MS_MAX = 10_000;

export interface DrainingBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Reads what nobody has read, within bounds; to be called before the answer is given. */
  drain(): Promise<void>;
}

/**
 * A body that may be refused before its end. A client that is still sending gets no answer but a broken connection when the
 * rest of its body is thrown away; so a reader who stops early leaves the rest, and `drain` reads it.
 */
export function drainingBody(request: Request): DrainingBody {
  const reader = request.body?.getReader();
  if (!reader) return { chunks: nothing(), drain: () => Promise.resolve() };
  async function* chunks(from: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
    for (;;) {
      const { done, value } = await from.read();
      if (done) return;
      yield value;
    }
  }
  const rest = async (): Promise<void> => {
    let bytes = 0;
    for await (const chunk of chunks(reader)) {
      bytes += chunk.length;
      if (bytes > DRAINED_BYTES_MAX) return;
    }
  };
  return {
    chunks: chunks(reader),
    drain: async () => {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, DRAINED_MS_MAX)));
      // A body that broke off has no rest; what became of it is told by the answer.
      await Promise.race([rest().catch(() => undefined), enough]);
      clearTimeout(timer);
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}
