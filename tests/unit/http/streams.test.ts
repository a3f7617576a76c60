import { describe, expect, test } from 'vitest';
import { eventStream, type Subscriber } from '@/app/api/_http/event-stream';
import { streamBody } from '@/app/api/_http/stream-body';

const ABORTS = 200;

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

describe('A93: bodies given up by the client', () => {
  test('a source is not begun before it is read, and is ended when the reader goes away', async () => {
    let [begun, ended] = [0, 0];
    async function* source(): AsyncGenerator<Uint8Array> {
      begun += 1;
      try {
        for (;;) yield new Uint8Array(10);
      } finally {
        ended += 1;
      }
    }
    for (let round = 0; round < ABORTS; round += 1) {
      await streamBody(source()).cancel(); // never read
      const reader = streamBody(source()).getReader();
      expect((await reader.read()).value).toHaveLength(10);
      const pending = reader.read(); // a chunk under way
      await reader.cancel();
      await pending;
    }
    expect([begun, ended]).toEqual([ABORTS, ABORTS]);
  });

  test('a source that fails breaks the body off', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      await Promise.reject(new Error('the disk is gone'));
    }
    await expect(new Response(streamBody(source())).arrayBuffer()).rejects.toThrow('the disk is gone');
  });

  test('live events: no timer and no subscription is left, whichever side ends first', async () => {
    const before = timers();
    const listeners = new Set<Subscriber>();
    const open = (signal: AbortSignal): ReadableStream<Uint8Array> => {
      const { body } = eventStream(
        (subscriber) => {
          listeners.add(subscriber);
          return () => listeners.delete(subscriber);
        },
        signal,
        5,
      );
      if (!body) throw new Error('no body');
      return body;
    };
    for (let round = 0; round < ABORTS; round += 1) {
      const gone = new AbortController();
      const stream = open(gone.signal);
      for (const each of listeners) each.onEvent({ name: 'board', data: {} });
      // The request's signal and the stream's own end, in both orders.
      if (round % 2 === 0) gone.abort();
      if (round % 3 === 0) for (const each of listeners) each.onEnd();
      await stream.cancel();
      gone.abort();
    }
    const late = new AbortController();
    late.abort();
    expect(await new Response(open(late.signal)).text()).toBe('retry: 2000\n\n');
    expect([listeners.size, timers()]).toEqual([0, before]);
  });
});
