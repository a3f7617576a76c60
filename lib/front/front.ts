import type { IncomingMessage, ServerResponse } from 'node:http';
import { admitBody } from '@/lib/front/admission';
import { CLIENT_ADDRESS_HEADER, clientAddressOf } from '@/lib/platform/client-address.core';
import type { DatabaseWatch } from '@/lib/front/database-watch';
import { refuseRequest } from '@/lib/front/refusal';
import { countRequest, isApiRequest } from '@/lib/front/request-limits';
import { env } from '@/lib/platform/env';
import { bytesAboveReserve, STORAGE_FULL } from '@/lib/platform/files/disk';
import { log } from '@/lib/platform/log';
import { isDatabaseUnavailable } from '@/lib/platform/unavailable.core';

/** Seconds after which what failed for want of the database is worth another try. */
const RETRY_SECONDS = 5;
const NO_DATABASE = {
  code: 'busy',
  message: 'Busy, try again: the site cannot answer just now. Nothing was lost.',
  retryAfter: RETRY_SECONDS,
};
const TOO_MANY = 'Too many requests in a minute; wait as Retry-After says.';

/** Needs no database, or tells of it itself. */
const WITHOUT_DATABASE = /^\/(_next\/|api\/health$|favicon)/;

/** Who may sign in may read; the wire of the public client reads by POST, and its uploads ask for room themselves. */
const READS_BY_POST = /^\/(api\/(auth|v1|lti)\/|sign-in)/;

/** Whether a request may change something: below the disk's reserve only reading goes on. */
function isChange({ method, url }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD' && !READS_BY_POST.test(url ?? '');
}

/**
 * What every request passes before the site sees it: where it comes from is noted, and it is refused when the database is away,
 * when its sender asks too often, when it would change something and the disk is full, or for its body. False: it was answered.
 */
export async function admit(
  request: IncomingMessage,
  response: ServerResponse,
  database: DatabaseWatch,
): Promise<boolean> {
  tellOrigin(request);
  try {
    if (WITHOUT_DATABASE.test(request.url ?? '')) return await admitBody(request, response);
    if (!database.isThere()) {
      refuseRequest(request, response, NO_DATABASE);
      return false;
    }
    if (isApiRequest(request)) {
      const { isAllowed, headers, seconds } = await countRequest(request);
      tell(response, headers);
      if (!isAllowed) {
        refuseRequest(request, response, {
          code: 'too_many_requests',
          message: TOO_MANY,
          retryAfter: seconds,
        });
        return false;
      }
    }
    if (isChange(request) && (await bytesAboveReserve()) < 0) {
      refuseRequest(request, response, STORAGE_FULL);
      return false;
    }
    return await admitBody(request, response);
  } catch (error) {
    log.error({ err: error, url: request.url }, 'a request failed before the site saw it');
    const isAway = isDatabaseUnavailable(error);
    const internal = {
      code: 'internal',
      message: 'Something went wrong on the server. Nothing was counted.',
    };
    refuseRequest(request, response, isAway ? NO_DATABASE : internal);
    return false;
  }
}

/** Adds headers to the answer, but for those the site gives itself: the REST API tells its own, smaller limits. */
function tell(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]): ServerResponse => {
    for (const [name, value] of Object.entries(headers))
      if (!response.hasHeader(name)) response.setHeader(name, value);
    return writeHead(...args);
  };
}

/** The path, so that a page can lead back to itself after signing in; and the address. */
function tellOrigin(request: IncomingMessage): void {
  const { headers } = request;
  const connection = request.socket.remoteAddress ?? 'unknown';
  const forwarded = [headers['x-forwarded-for']].flat().join(',');
  headers['x-requested-path'] = request.url ?? '/';
  headers[CLIENT_ADDRESS_HEADER] = clientAddressOf(connection, forwarded, env().SADDLEPOINT_TRUSTED_PROXIES);
}
