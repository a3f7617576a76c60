import pg from 'pg';
import { databaseUrl, KEEP_ALIVE_MS, type Tx } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';

/**
 * What happened, told to every process through LISTEN/NOTIFY. Only identifiers travel: whoever listens reads what it may
 * see. A listener that was away (a lost connection) gets `resync` and reads everything again.
 */
export type LiveEvent =
  | {
      readonly kind: 'submission';
      readonly submissionId: number;
      readonly userId: string;
      readonly competitionId: string;
    }
  | { readonly kind: 'board'; readonly competitionId: string }
  | { readonly kind: 'competition'; readonly competitionId: string }
  /** A right of this person was taken or given; told by the database itself (migration 0015). */
  | { readonly kind: 'access'; readonly userId: string }
  | { readonly kind: 'resync' };

type Listener = (event: LiveEvent) => void;

const CHANNEL = 'saddlepoint_live';
const RECONNECT_MS = 1_000;
/** A listener hears nothing for hours where nothing happens; so often it asks whether the other end is still there. */
const ASK_MS = 15_000;
const ANSWER_MS_MAX = 10_000;

/** Tells all processes, when the transaction commits. */
export async function announce(tx: Tx, event: LiveEvent): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, ${JSON.stringify(event)})`;
}

class Channel {
  private readonly listeners = new Set<(payload: string | null) => void>();
  private client: pg.Client | null = null;
  private stopped = false;

  constructor(private readonly name: string) {}

  subscribe(listener: (payload: string | null) => void): () => void {
    this.listeners.add(listener);
    if (!this.client) void this.connect();
    return () => this.listeners.delete(listener);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl(),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: ANSWER_MS_MAX,
      query_timeout: ANSWER_MS_MAX,
    });
    this.client = client;
    client.on('notification', (message) => this.tell(message.payload ?? ''));
    client.on('error', (error) => this.reconnect(client, error));
    client.on('end', () => this.reconnect(client, null));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.name}`);
      this.tell(null);
      this.keepAsking(client);
    } catch (error) {
      this.reconnect(client, error);
    }
  }

  private keepAsking(client: pg.Client): void {
    setTimeout(() => {
      if (this.client !== client) return;
      client.query('SELECT 1').then(
        () => this.keepAsking(client),
        (error: unknown) => this.reconnect(client, error),
      );
    }, ASK_MS).unref();
  }

  private reconnect(client: pg.Client, error: unknown): void {
    if (this.client !== client || this.stopped) return;
    this.client = null;
    if (error) log.warn({ err: error }, 'listening was interrupted');
    void client.end().catch(() => undefined); // it is broken already
    setTimeout(() => void this.connect(), RECONNECT_MS).unref();
  }

  private tell(payload: string | null): void {
    for (const listener of this.listeners) listener(payload);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    const client = this.client;
    this.client = null;
    await client?.end();
  }
}

const held = globalThis as unknown as { saddlepointChannels?: Map<string, Channel> };

function channel(name: string): Channel {
  const channels = (held.saddlepointChannels ??= new Map());
  const found = channels.get(name) ?? new Channel(name);
  channels.set(name, found);
  return found;
}

/** Calls `listener` for every event from now on; the returned function ends it. */
export function onLive(listener: Listener): () => void {
  return channel(CHANNEL).subscribe((payload) =>
    listener(payload === null ? { kind: 'resync' } : (JSON.parse(payload) as LiveEvent)),
  );
}

/** Calls `listener` with the name of a kind of job when one was enqueued; with null after a reconnect. */
export function onEnqueued(listener: (jobName: string | null) => void): () => void {
  return channel('saddlepoint_queue').subscribe(listener);
}

export async function stopListening(): Promise<void> {
  const channels = [...(held.saddlepointChannels?.values() ?? [])];
  held.saddlepointChannels?.clear();
  await Promise.all(channels.map((each) => each.stop()));
}
