import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CLIENT_ADDRESS_HEADER } from '@/lib/platform/client-address.core';
import { readAuthorization, sessionCookieOf } from '@/lib/identity/request-viewer';
import { openSession } from '@/lib/identity/session';
import { addressKey } from '@/lib/identity/throttle.core';
import { tokenOwner } from '@/lib/identity/tokens';
import { env } from '@/lib/platform/env';

/** Requests of one person, or of one address where nobody is signed in, in a minute; counted by each web process. */
const SECONDS = 60;
const KNOWN_MAX = 5_000;
const KNOWN_MS = 60_000;

export interface Counted {
  readonly isAllowed: boolean;
  /** `RateLimit-Limit`, `-Remaining`, `-Reset` (seconds). */
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

type Kind = 'reads' | 'writes' | 'anonymous';
let made: Readonly<Record<Kind, RateLimiterMemory>> | undefined;

function limiters(): Readonly<Record<Kind, RateLimiterMemory>> {
  const limiter = (keyPrefix: string, points: number): RateLimiterMemory =>
    new RateLimiterMemory({ keyPrefix, points, duration: SECONDS });
  return (made ??= {
    reads: limiter('reads', env().SADDLEPOINT_PERSON_READS),
    writes: limiter('writes', env().SADDLEPOINT_PERSON_WRITES),
    anonymous: limiter('anonymous', env().SADDLEPOINT_ANONYMOUS_REQUESTS),
  });
}

/** Whether a request is one of the API: the site's own addresses of data, the wire, REST, and server actions. */
export function isApiRequest({ url, method }: IncomingMessage): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return /^\/+api(\/|$)/.test(url ?? '') ? !/^\/api\/health$/.test(url ?? '') : !isRead;
}

/** Counts a request for who sends it. */
export async function countRequest(request: IncomingMessage): Promise<Counted> {
  const person = await personOf(request);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const limiter = limiters()[person === null ? 'anonymous' : isRead ? 'reads' : 'writes'];
  const address = String(request.headers[CLIENT_ADDRESS_HEADER] ?? '');
  try {
    return counted(true, limiter.points, await limiter.consume(person ?? addressKey(address)));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return counted(false, limiter.points, error);
  }
}

function counted(
  isAllowed: boolean,
  points: number,
  { remainingPoints, msBeforeNext }: RateLimiterRes,
): Counted {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  const headers = {
    'RateLimit-Limit': String(points),
    'RateLimit-Remaining': String(Math.max(0, remainingPoints)),
    'RateLimit-Reset': String(seconds),
  };
  return { isAllowed, headers, seconds };
}

/** Whose request it is, by all their tokens and sessions together; null for nobody that can be told. */
async function personOf({ headers }: IncomingMessage): Promise<string | null> {
  if (headers.authorization !== undefined) {
    const given = readAuthorization(headers.authorization);
    return given && ownerOf(given.secret);
  }
  const value = sessionCookieOf(headers.cookie);
  // Sealed by this site: a person cannot make up another.
  return value === null ? null : ((await openSession(value))?.userId ?? null);
}

const known = new Map<string, { readonly owner: Promise<string | null>; readonly until: number }>();

/** Asked of the database once a minute for each token. */
function ownerOf(secret: string): Promise<string | null> {
  const key = createHash('sha256').update(secret).digest('base64');
  const now = Date.now();
  const found = known.get(key);
  if (found && found.until > now) return found.owner;
  if (known.size >= KNOWN_MAX) known.clear();
  const owner = tokenOwner(secret);
  known.set(key, { owner, until: now + KNOWN_MS });
  owner.catch(() => known.delete(key));
  return owner;
}
