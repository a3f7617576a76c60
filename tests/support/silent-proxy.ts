import { connect, createServer, type Socket } from 'node:net';

/** Stands between two sides and passes on what they say, until it is told to fall silent. */
export interface SilentProxy {
  readonly port: number;
  /**
   * From now on nothing passes through the connections there are: both ends stay open and hear nothing, as after a cable was
   * pulled. Connections made later work.
   */
  silence(): void;
  /** How many connections fell silent. */
  silenced(): number;
  close(): Promise<void>;
}

export async function silentProxy(toPort: number): Promise<SilentProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let silenced = 0;
  const server = createServer((from) => {
    const to = connect(toPort, '127.0.0.1');
    const pair = [from, to] as const;
    pairs.add(pair);
    from.pipe(to);
    to.pipe(from);
    for (const side of pair) {
      side.on('error', () => side.destroy());
      side.on('close', () => pairs.delete(pair));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    silence: () => {
      for (const [from, to] of pairs) {
        from.unpipe(to);
        to.unpipe(from);
        // Read on and thrown away: the other side's own buffers don't fill.
        from.resume();
        to.resume();
        silenced += 1;
      }
    },
    silenced: () => silenced,
    close: () => {
      for (const side of [...pairs].flat()) side.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
