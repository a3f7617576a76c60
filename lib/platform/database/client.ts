import { PrismaPg } from '@prisma/adapter-pg';
import { connectionLimits } from '@/lib/platform/database/limits';
import { Prisma, PrismaClient } from '@/lib/platform/prisma-client/client';

export type Db = PrismaClient;
/** A connection inside a transaction; every query function takes one of the two. */
export type Tx = Prisma.TransactionClient;

const POOL_MAX = 12;

/** Silence of the database after which a connection is probed; then ten probes, a second apart, which Node.js settles. */
export const KEEP_ALIVE_MS = 30_000;

// Next.js may load this module more than once in a process; one pool is enough.
const held = globalThis as unknown as { saddlepointDb?: PrismaClient };

/** The process's database client. Throws when DATABASE_URL is not set (the start command sets it for its children). */
export function db(): Db {
  return (held.saddlepointDb ??= connect(databaseUrl()));
}

export function databaseUrl(): string {
  // Not through env(): the start command sets it once the embedded database runs.
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set; run `npm start`, or set it to your PostgreSQL.');
  return url;
}

export function connect(url: string): Db {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max: POOL_MAX,
      connectionTimeoutMillis: 10_000,
      // A half-open socket is noticed (A77).
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      ...connectionLimits(),
    }),
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
  });
}

export async function disconnect(): Promise<void> {
  await held.saddlepointDb?.$disconnect();
  delete held.saddlepointDb;
}

/** Whether a transaction lost against a concurrent one and may be tried again. */
export function isWriteConflict(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    (error.code === 'P2034' || error.code === 'P2002' || isRawConflict(error))
  );
}

/** A statement written by hand has PostgreSQL's own code (40001: serialization, 40P01: deadlock), and only in its message. */
function isRawConflict({ code, message }: Prisma.PrismaClientKnownRequestError): boolean {
  return code === 'P2010' && /Code: `40(001|P01)`/.test(message);
}

/** Whether an error is a violated unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
