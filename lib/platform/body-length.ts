import type { ServerResponse } from 'node:http';

/** In an answer of a route: how many bytes its body has. It becomes `Content-Length` and is not sent itself. */
export const BODY_BYTES_HEADER = 'x-body-bytes';

/**
 * Next drops the `Content-Length` of a route's answer (16.4, `server/send-response`), so that a large download would have no
 * end that a client could check or show. Called by the server before it hands a request to Next.
 */
export function sendBodyLength(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]): ServerResponse => {
    const bytes = response.getHeader(BODY_BYTES_HEADER);
    if (bytes !== undefined) {
      response.removeHeader(BODY_BYTES_HEADER);
      // What is compressed on the way has another length.
      if (!response.hasHeader('content-encoding')) response.setHeader('Content-Length', bytes);
    }
    return writeHead(...args);
  };
}
