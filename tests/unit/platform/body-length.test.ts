import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { BODY_BYTES_HEADER, sendBodyLength } from '@/lib/platform/body-length';

async function answered(handler: (response: ServerResponse) => void): Promise<Headers> {
  const server = createServer((_request, response) => {
    sendBodyLength(response);
    handler(response);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  try {
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(url, { method: 'HEAD' });
    return answer.headers;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('sends the length that a route gave as Content-Length, and nothing of its own header', async () => {
  const headers = await answered((response) => {
    response.setHeader(BODY_BYTES_HEADER, '4294967297');
    response.flushHeaders();
    response.end();
  });
  expect([headers.get('content-length'), headers.get(BODY_BYTES_HEADER)]).toEqual(['4294967297', null]);
});

it('leaves other answers, and what is compressed on the way, without that length', async () => {
  const plain = await answered((response) => response.writeHead(200, { 'x-other': '1' }).end());
  expect([plain.get('content-length'), plain.get('x-other')]).toEqual([null, '1']);
  const compressed = await answered((response) => {
    response.setHeader(BODY_BYTES_HEADER, '7');
    response.setHeader('Content-Encoding', 'gzip');
    response.end();
  });
  expect([compressed.get('content-length'), compressed.get(BODY_BYTES_HEADER)]).toEqual([null, null]);
});
