import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import next from 'next';
import { watchDatabase } from '@/lib/front/database-watch';
import { admit } from '@/lib/front/front';
import { sendBodyLength } from '@/lib/platform/body-length';
import { env } from '@/lib/platform/env';
import { projectRoot } from '@/lib/platform/root';
import { log } from '@/lib/platform/log';

/** A web process: the pages and the API. Tells its parent `ready` once it takes requests. */
const KEEP_ALIVE_MS = 65_000; // longer than the usual proxy's 60 s, so that the proxy closes first
const HEADERS_MS_MAX = 20_000;
const REQUEST_MS_MAX = 10 * 60_000; // a large file on a slow line; a silent one is given up much sooner

const app = next({ dev: false, dir: projectRoot(), port: env().PORT });
await app.prepare();
const handle = app.getRequestHandler();
const database = await watchDatabase();
const server = createServer(
  { requestTimeout: REQUEST_MS_MAX, headersTimeout: HEADERS_MS_MAX },
  (request, response) => void answer(request, response),
);
// A client that asks first whether it should send gets the answer before it does.
server.on(
  'checkContinue',
  (request, response) => void answer(request, response, () => response.writeContinue()),
);

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  onAdmitted: () => void = () => undefined,
): Promise<void> {
  if (/%00/.test(request.url ?? '')) return refuseAddress(response);
  try {
    if (!(await admit(request, response, database))) return;
    onAdmitted();
    sendBodyLength(response);
    await handle(request, response);
  } catch (error) {
    log.error({ err: error, url: request.url }, 'a request failed');
    response.destroy();
  }
}

/** U+0000 is in no address, and in no text PostgreSQL takes. */
function refuseAddress(response: ServerResponse): void {
  const message = 'There is nothing at this address.';
  const problems = [{ code: 'bad_address', message }];
  response.writeHead(400, { 'Content-Type': 'application/problem+json', Connection: 'close' });
  response.end(
    JSON.stringify({
      type: 'about:blank#bad_address',
      title: message,
      status: 400,
      code: 'bad_address',
      problems,
    }),
  );
}

server.keepAliveTimeout = KEEP_ALIVE_MS;

server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(env().PORT, () => process.send?.('ready'));

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  database.stop();
  // Live event streams never end by themselves; uploads under way get a moment.
  setTimeout(() => server.closeAllConnections(), 5_000).unref();
  setTimeout(() => process.exit(0), 8_000).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop); // the parent was killed
