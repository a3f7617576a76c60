import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { addressKey, LIMITS } from '@/lib/identity/throttle.core';
import { db } from '@/lib/platform/database/client';
import { lockSite } from '@/lib/platform/database/locks';
import { ok, refuse, type Result } from '@/lib/platform/result';

export interface Attempt {
  /** The login as typed, normalised; also one that no account has, so that the answer does not tell (A13). */
  readonly login: string;
  readonly address: string;
  /** A browser the account was used in, as its cookie shows; null or left out: none. */
  readonly device?: string | null;
}

/** Counts are kept in the database, in a schema of their own, so that all web processes count together. */
const SCHEMA = 'throttle';
const TABLE = 'failed_sign_in';

/** Runs the limiter's statements on the process's own pool. */
export const throttleStore = {
  query: async ({ text, values = [] }: { text: string; values?: unknown[] }) => {
    const rows = await db().$queryRawUnsafe<Record<string, unknown>[]>(text, ...values);
    // Both columns are far below 2^53.
    return {
      rows: rows.map((row) => ({ ...row, expire: row.expire === null ? null : Number(row.expire) })),
      rowCount: rows.length,
    };
  },
};

type Limit = keyof typeof LIMITS;
type Limiters = Readonly<Record<Limit, RateLimiterPostgres>>;

let made: Promise<Limiters> | undefined;

async function limiters(): Promise<Limiters> {
  return (made ??= layOut().catch((error: unknown) => {
    made = undefined; // the next attempt tries again
    throw error;
  }));
}

async function layOut(): Promise<Limiters> {
  // Several processes may come here at once; CREATE … IF NOT EXISTS alone does not hold against that.
  await db().$transaction(async (tx) => {
    await lockSite(tx, 'throttle');
    await tx.$executeRawUnsafe(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    await tx.$executeRawUnsafe(
      `CREATE TABLE IF NOT EXISTS ${SCHEMA}.${TABLE} (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`,
    );
  });
  const limiter = (limit: Limit): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient: throttleStore,
      storeType: 'client',
      schemaName: SCHEMA,
      tableName: TABLE,
      tableCreated: true,
      keyPrefix: limit === 'pairUnderAttack' ? 'pair' : limit, // two limits on one count
      points: LIMITS[limit].points,
      duration: LIMITS[limit].seconds,
    });
  return {
    pair: limiter('pair'),
    pairUnderAttack: limiter('pairUnderAttack'),
    address: limiter('address'),
    account: limiter('account'),
    known: limiter('known'),
    flood: limiter('flood'),
    device: limiter('device'),
    link: limiter('link'),
    linkAddress: limiter('linkAddress'),
  };
}

/** Hashed: what people type into the login field by mistake is often their password. */
function keysOf(attempt: Attempt): { pair: string; address: string; account: string; device: string | null } {
  const account = createHash('sha256').update(attempt.login).digest('base64url');
  const address = addressKey(attempt.address).slice(0, 100);
  const device = attempt.device ? `${account}@${attempt.device}` : null;
  return { pair: `${account}@${address}`, address, account, device };
}

/**
 * Counts an attempt before it is made, so that many at once cannot slip through. Refused when there were too many failures;
 * `forgetAttempts` takes it back when the attempt succeeds.
 */
export async function reserveAttempt(attempt: Attempt): Promise<Result<null>> {
  const keys = keysOf(attempt);
  const { pair, pairUnderAttack, address, account, known, flood, device } = await limiters();
  try {
    if (keys.device !== null) {
      await device.consume(keys.device);
      return ok(null);
    }
    const [overall, ofDay, knownHere] = await Promise.all([
      account.get(keys.account),
      flood.get(keys.account),
      known.get(keys.pair),
    ]);
    if (ofDay && ofDay.consumedPoints >= LIMITS.flood.points && knownHere === null) return tooMany(ofDay);
    const isStrict = (overall?.consumedPoints ?? 0) >= LIMITS.account.points;
    await (isStrict ? pairUnderAttack : pair).consume(keys.pair);
    if (knownHere === null) await address.consume(keys.address);
    await Promise.all([account.penalty(keys.account), flood.penalty(keys.account)]);
    return ok(null);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return tooMany(error);
  }
}

/** Counts that a link by e-mail is asked for, whether or not the login is anybody's (A13). */
export async function reserveLink(attempt: Attempt): Promise<Result<null>> {
  const keys = keysOf(attempt);
  const { link, linkAddress } = await limiters();
  try {
    await linkAddress.consume(keys.address);
    await link.consume(keys.account);
    return ok(null);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return tooMany(error);
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): Result<never> {
  const minutes = Math.max(1, Math.ceil(msBeforeNext / 60_000));
  const message = `Too many attempts. Wait ${minutes} minute${minutes === 1 ? '' : 's'} and try again.`;
  return refuse({ code: 'too_many_attempts', message, value: String(minutes) });
}

/** After a success: the failures of this account from this address are forgotten; others' count on. */
export async function forgetAttempts(attempt: Attempt): Promise<void> {
  const keys = keysOf(attempt);
  const { pair, address, account, known, flood, device } = await limiters();
  const knows = known.set(keys.pair, 1, LIMITS.known.seconds);
  if (keys.device !== null) return void (await Promise.all([device.delete(keys.device), knows]));
  const taken = [account.reward(keys.account), flood.reward(keys.account), address.reward(keys.address)];
  await Promise.all([pair.delete(keys.pair), ...taken, knows]);
}
