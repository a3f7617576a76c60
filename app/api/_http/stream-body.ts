/**
 * The chunks of `source` as the body of an answer. They are read as the client takes them. When it goes away the source is
 * ended at once, so that files and timers it holds are free; nothing is begun before the first byte is asked for.
 */
export function streamBody(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let gone = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        // Gone while the chunk was read: there is nobody to give it to.
        if (gone) return;
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        gone = true;
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
