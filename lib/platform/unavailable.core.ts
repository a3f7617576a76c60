/** Prisma: not reachable, timed out, closed, no free connection, no transaction in time, too many connections. */
const PRISMA_CODES = ['P1001', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'];
const SYSTEM_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOSPC', 'EDQUOT'];
/**
 * PostgreSQL (manual, "Error Codes"): connections that broke or were refused, no disk, memory or connection left, a disk that
 * fails, a lock or a statement that took too long, a transaction left alone, shut down, after a crash, not yet up.
 */
const POSTGRES_CODES = [
  ...['08000', '08001', '08003', '08004', '08006'],
  ...['53000', '53100', '53200', '53300', '53400', '58000', '58030'],
  ...['25P03', '25P04', '55P03', '57014', '57P01', '57P02', '57P03', '57P05'],
];
const CODES: ReadonlySet<unknown> = new Set([...PRISMA_CODES, ...SYSTEM_CODES, ...POSTGRES_CODES]);
/** Kinds of Prisma's driver adapter, which a raw query's error has in its `meta` only. */
const KINDS: ReadonlySet<unknown> = new Set([
  'ConnectionClosed',
  'DatabaseNotReachable',
  'SocketTimeout',
  'TooManyConnections',
]);

/** What `pg` says without a code, where a connection ends or none is free in time. */
const MESSAGES =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|connection error and is not queryable|Connection closed/i;

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

/** Whether an error says that the database is away, too busy or without room: the same request may work in a moment. */
export function isDatabaseUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > DEPTH_MAX) return false;
  const { code, originalCode, kind, message, meta, cause, driverAdapterError } = error as ErrorLike;
  if (CODES.has(code) || CODES.has(originalCode) || KINDS.has(kind)) return true;
  if (typeof message === 'string' && MESSAGES.test(message)) return true;
  return [meta, cause, driverAdapterError].some((each) => isDatabaseUnavailable(each, depth + 1));
}
