import { env } from '@/lib/platform/env';

/** What a connection may take, in milliseconds; 0: as long as it likes. Names are those of node-postgres. */
export interface ConnectionLimits {
  /** One statement, by the database's clock. */
  readonly statement_timeout: number;
  /** Waiting for a lock that another transaction holds. */
  readonly lock_timeout: number;
  /** A transaction in which nothing is asked. */
  readonly idle_in_transaction_session_timeout: number;
  /** One statement, by this process's clock: an answer that never comes is none. */
  readonly query_timeout: number;
}

const NONE: ConnectionLimits = {
  statement_timeout: 0,
  lock_timeout: 0,
  idle_in_transaction_session_timeout: 0,
  query_timeout: 0,
};
/** An answer may take so much longer than the statement. */
const WIRE_MS = 5_000;
/** What a worker does in one statement may take so many times as long as what a person waits for. */
const WORKER_FACTOR = 6;
const WEB_IDLE_MS = 60_000;
const WORKER_IDLE_MS = 6 * 60_000;

/**
 * The limits of this process's connections: short in the web, where a person waits and a request answers 503 past them; long
 * in a worker; none in a command or a migration, which somebody watches.
 */
export function connectionLimits(): ConnectionLimits {
  const { SADDLEPOINT_PROCESS: role, SADDLEPOINT_STATEMENT_SECONDS: seconds } = env();
  if (role === 'command') return NONE;
  return role === 'web'
    ? limits(seconds * 1_000, WEB_IDLE_MS)
    : limits(seconds * 1_000 * WORKER_FACTOR, WORKER_IDLE_MS);
}

/** The limits of the queue's own statements, which are short in every process. */
export function queueLimits(): ConnectionLimits {
  const { SADDLEPOINT_PROCESS: role, SADDLEPOINT_STATEMENT_SECONDS: seconds } = env();
  return role === 'command' ? NONE : limits(seconds * 1_000, WEB_IDLE_MS);
}

function limits(statement: number, idle: number): ConnectionLimits {
  return {
    statement_timeout: statement,
    // Before the statement's own end, so that a lock is named as the reason.
    lock_timeout: Math.ceil(statement * 0.75),
    idle_in_transaction_session_timeout: idle,
    query_timeout: statement + WIRE_MS,
  };
}
