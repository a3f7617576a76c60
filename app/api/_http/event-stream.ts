const HEARTBEAT_MS = 20_000;

export interface ServerEvent {
  readonly name: string;
  readonly data: unknown;
}

export interface Subscriber {
  readonly onEvent: (event: ServerEvent) => void;
  /** There will be no more events. */
  readonly onEnd: () => void;
}

/**
 * Events as they happen, as the body of an answer that has no end of its own. `subscribe` is called once; what it returns ends
 * the subscription. When the client goes away that is called at once, and no timer is left.
 */
export function eventStream(
  subscribe: (subscriber: Subscriber) => () => void,
  signal: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): Response {
  const encoder = new TextEncoder();
  let end: () => boolean = () => false;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let isOpen = true;
      const send = (text: string): void => {
        if (isOpen) controller.enqueue(encoder.encode(text));
      };
      send('retry: 2000\n\n');
      const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs);
      let unsubscribe: () => void = () => undefined;
      // True for the call that ended it: a stream that was cancelled is closed already.
      end = () => {
        if (!isOpen) return false;
        isOpen = false;
        clearInterval(heartbeat);
        unsubscribe();
        return true;
      };
      const close = (): void => {
        if (end()) controller.close();
      };
      unsubscribe = subscribe({
        onEvent: ({ name, data }) => send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`),
        onEnd: close,
      });
      if (!isOpen) unsubscribe(); // it ended while it was begun
      signal.addEventListener('abort', close, { once: true });
      if (signal.aborted) close();
    },
    cancel() {
      end();
    },
  });
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'private, no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}
