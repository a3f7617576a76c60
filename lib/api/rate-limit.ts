import { env } from '@/lib/platform/env';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

type Kind = 'read' | 'write';

let made: Readonly<Record<Kind, RateLimiterMemory>> | undefined;

/** Requests a person may make in a minute, counted by each web process; reads apart from the rest. */
function limiters(): Readonly<Record<Kind, RateLimiterMemory>> {
  const limiter = (points: number): RateLimiterMemory => new RateLimiterMemory({ points, duration: 60 });
  const reads = env().SADDLEPOINT_API_LIMIT;
  return (made ??= { read: limiter(reads), write: limiter(Math.max(1, Math.floor(reads / 5))) });
}

export interface Counted {
  readonly isOver: boolean;
  /** For the answer: how many requests there are, how many are left, seconds until all are there again. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts a request of a person. All tokens of one person count together. */
export async function countRequest(userId: string, method: string): Promise<Counted> {
  const kind = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  try {
    return answer(kind, await limiters()[kind].consume(userId), false);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return answer(kind, error, true);
  }
}

function answer(kind: Kind, state: RateLimiterRes, isOver: boolean): Counted {
  const seconds = String(Math.max(1, Math.ceil(state.msBeforeNext / 1_000)));
  return {
    isOver,
    headers: {
      'RateLimit-Limit': String(limiters()[kind].points),
      'RateLimit-Remaining': String(Math.max(0, state.remainingPoints)),
      'RateLimit-Reset': seconds,
      ...(isOver ? { 'Retry-After': seconds } : {}),
    },
  };
}
