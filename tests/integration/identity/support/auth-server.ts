import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuthOptions } from 'next-auth';
import NextAuth from 'next-auth';

/**
 * next-auth with the site's own options behind plain HTTP, called as a Pages API route is, so that its flows run over a real
 * connection without the rest of the site.
 */
export async function startAuthServer(options: () => AuthOptions): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: () => AuthOptions,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://x');
  if (!url.pathname.startsWith('/api/auth/')) {
    response.end(`page ${url.pathname}${url.search}`);
    return;
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const cookies = (request.headers.cookie ?? '').split('; ').filter((each) => each.includes('='));
  Object.assign(request, {
    query: { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.split('/').slice(3) },
    cookies: Object.fromEntries(
      cookies.map((each) => [
        each.slice(0, each.indexOf('=')),
        decodeURIComponent(each.slice(each.indexOf('=') + 1)),
      ]),
    ),
    body: Object.fromEntries(new URLSearchParams(body)),
  });
  request.headers['x-forwarded-proto'] = 'http'; // Next sets it
  Object.assign(response, {
    status: (code: number) => Object.assign(response, { statusCode: code }),
    json: (value: unknown) =>
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(value)),
    send: (value: unknown) => response.end(typeof value === 'string' ? value : JSON.stringify(value)),
  });
  await (NextAuth(options()) as (request: unknown, response: unknown) => Promise<void>)(request, response);
}
