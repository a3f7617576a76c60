/** Prisma: not reachable, timed out, closed, no free connection, no transaction in time, too many connections. */
const PRISMA_CODES = ['P1001', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'];
const SOCKET_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];
/** PostgreSQL: shut down by the administrator, after a crash, not yet up; too many connections (manual, "Error Codes"). */
const POSTGRES_CODES = ['57P01', '57P02', '57P03', '53300'];
const CODES: ReadonlySet<unknown> = new Set([...PRISMA_CODES, ...SOCKET_CODES, ...POSTGRES_CODES]);
/** Kinds of Prisma's driver adapter, which a raw query's error has in its `meta` only. */
const KINDS: ReadonlySet<unknown> = new Set([
  'ConnectionClosed',
  'DatabaseNotReachable',
  'SocketTimeout',
  'TooManyConnections',
]);

/** What `pg` says without a code, where a connection ends or none is free in time. */
const MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Connection closed/i;

const DEPTH_MAX = 4;

interface ErrorLike {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly kind?: unknown;
  readonly message?: unknown;
  readonly meta?: unknown;
  readonly cause?: unknown;
  readonly driverAdapterError?: unknown;
}

/** Whether an error says that the database is away or has no room just now: the same request may work in a moment. */
export function isDatabaseUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > DEPTH_MAX) return false;
  const { code, originalCode, kind, message, meta, cause, driverAdapterError } = error as ErrorLike;
  if (CODES.has(code) || CODES.has(originalCode) || KINDS.has(kind)) return true;
  if (typeof message === 'string' && MESSAGES.test(message)) return true;
  return [meta, cause, driverAdapterError].some((each) => isDatabaseUnavailable(each, depth + 1));
}
