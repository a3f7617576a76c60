import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { throttleStore } from '@/lib/identity/throttle';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { lockSite } from '@/lib/platform/database/locks';
import { env } from '@/lib/platform/env';

const SCHEMA = 'throttle';
const TABLE = 'api_request';
const SECONDS = 60;

export interface RateLimit {
  readonly allowed: boolean;
  /** `RateLimit-Limit`, `-Remaining`, `-Reset` (seconds), and `Retry-After` where it is refused. */
  readonly headers: Readonly<Record<string, string>>;
}

type Limiters = Readonly<Record<'reads' | 'writes', RateLimiterPostgres>>;

let made: Promise<Limiters> | undefined;

async function limiters(): Promise<Limiters> {
  return (made ??= layOut().catch((error: unknown) => {
    made = undefined; // the next request tries again
    throw error;
  }));
}

async function layOut(): Promise<Limiters> {
  await db().$transaction(async (tx) => {
    await lockSite(tx, 'throttle');
    await tx.$executeRawUnsafe(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    // Unlogged: after a crash everybody's minute begins anew, and no request waits for a disk.
    await tx.$executeRawUnsafe(
      `CREATE UNLOGGED TABLE IF NOT EXISTS ${SCHEMA}.${TABLE} (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`,
    );
  });
  const limiter = (keyPrefix: string, points: number): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient: throttleStore,
      storeType: 'client',
      schemaName: SCHEMA,
      tableName: TABLE,
      tableCreated: true,
      keyPrefix,
      points,
      duration: SECONDS,
    });
  return {
    reads: limiter('reads', env().SADDLEPOINT_API_READS),
    writes: limiter('writes', env().SADDLEPOINT_API_WRITES),
  };
}

/**
 * Counts a request of a person, over all their tokens and all web processes. Reads and writes are counted apart; the bounds
 * are a minute's, from the environment.
 */
export async function countRequest(viewer: Viewer, kind: 'reads' | 'writes'): Promise<RateLimit> {
  const limiter = (await limiters())[kind];
  try {
    return { allowed: true, headers: headersOf(limiter.points, await limiter.consume(viewer.userId)) };
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const headers = headersOf(limiter.points, error);
    return { allowed: false, headers: { ...headers, 'Retry-After': headers['RateLimit-Reset'] ?? '60' } };
  }
}

function headersOf(
  points: number,
  { remainingPoints, msBeforeNext }: RateLimiterRes,
): Record<string, string> {
  return {
    'RateLimit-Limit': String(points),
    'RateLimit-Remaining': String(Math.max(0, remainingPoints)),
    'RateLimit-Reset': String(Math.max(1, Math.ceil(msBeforeNext / 1_000))),
  };
}
