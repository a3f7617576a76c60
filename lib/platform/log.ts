import pino from 'pino';
import { env } from '@/lib/platform/env';

/** One JSON line an event on standard error, so that standard output stays for what a command prints. */
export const log = pino(
  { level: env().LOG_LEVEL, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination({ fd: 2, sync: true }),
);
