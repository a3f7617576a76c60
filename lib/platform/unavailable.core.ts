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
export function isDatabaseUnavailable(error: unknown): boolean {
  return says(error, (each) => {
    const { code, originalCode, kind, message } = each;
    if (CODES.has(code) || CODES.has(originalCode) || KINDS.has(kind)) return true;
    return typeof message === 'string' && MESSAGES.test(message);
  });
}

/** No disk, no connection left, not up: whatever was asked, it could not have worked. */
const MACHINE_CODES: ReadonlySet<unknown> = new Set([
  ...['P1001', 'P2037', 'ECONNREFUSED', 'ENOSPC', 'EDQUOT'],
  ...['53100', '53300', '57P03'],
]);
const MACHINE_KINDS: ReadonlySet<unknown> = new Set(['DatabaseNotReachable', 'TooManyConnections']);

/**
 * Whether the machine alone is at fault and not what was being done: a job may be tried again without counting the try. A
 * connection that broke is not among them, a job may have broken it; nor is a statement that took too long.
 */
export function isMachineAtFault(error: unknown): boolean {
  return says(
    error,
    ({ code, originalCode, kind }) =>
      MACHINE_CODES.has(code) || MACHINE_CODES.has(originalCode) || MACHINE_KINDS.has(kind),
  );
}

/** Whether an error, or what it was made of, is of a sort. */
function says(error: unknown, isOfSort: (error: ErrorLike) => boolean, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > DEPTH_MAX) return false;
  const { meta, cause, driverAdapterError } = error as ErrorLike;
  if (isOfSort(error as ErrorLike)) return true;
  return [meta, cause, driverAdapterError].some((each) => says(each, isOfSort, depth + 1));
}
