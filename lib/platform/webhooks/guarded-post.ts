import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '@/lib/platform/webhooks/address.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** From the first look-up to the answer's head. */
const ANSWER_MS_MAX = 10_000;
const URL_MAX = 2_000;

export type Resolve = (host: string) => Promise<readonly string[]>;

export interface PostOptions {
  /** Whether this machine itself may be told, also over http: for a receiver beside the site. */
  readonly allowLoopback: boolean;
  /** All addresses of a host. */
  readonly resolve?: Resolve;
  readonly answerMsMax?: number;
}

const resolveByDns: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map((each) => each.address);

/** An address as staff typed it, or why nothing is ever sent there. Looks nothing up. */
export function checkWebhookUrl(text: string, allowLoopback: boolean): Result<URL> {
  const no = (message: string): Result<never> => refuse({ code: 'bad_url', field: 'url', message });
  if (text.length > URL_MAX || !URL.canParse(text))
    return no('Write a whole address, e.g. https://example.org/hook.');
  const url = new URL(text);
  if (url.username || url.password) return no('An address with a user name or password is not taken.');
  const host = hostOf(url);
  const isLoopback = host === 'localhost' || isLoopbackAddress(host);
  if (isLoopback && !allowLoopback) return no('An address of this server itself is not taken.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    return no('Only https addresses are taken.');
  if (isIP(host) !== 0 && !isLoopback && !isPublicAddress(host))
    return no('An address inside a private network is not taken.');
  return ok(url);
}

/**
 * Sends `body` and returns the status code of the answer, whose body is not read. The host is looked up once; every address
 * it has must be public, and the connection goes to one of those, whatever the name means a moment later. Redirects are
 * not followed: their code is the answer. A refusal says what stood in the way, for the people who set the address up.
 */
export async function guardedPost(
  text: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: PostOptions,
): Promise<Result<{ status: number }>> {
  const checked = checkWebhookUrl(text, options.allowLoopback);
  if (!checked.ok) return checked;
  const signal = AbortSignal.timeout(options.answerMsMax ?? ANSWER_MS_MAX);
  try {
    const address = await pin(checked.value, options, signal);
    return address.ok
      ? ok({ status: await post(checked.value, address.value, body, headers, signal) })
      : address;
  } catch (error) {
    const message = signal.aborted ? 'No answer in time.' : reasonOf(error);
    return refuse({ code: 'no_answer', message });
  }
}

async function pin(url: URL, options: PostOptions, signal: AbortSignal): Promise<Result<string>> {
  const host = hostOf(url);
  const found = isIP(host) === 0 ? await inTime((options.resolve ?? resolveByDns)(host), signal) : [host];
  const isAllowed = (address: string): boolean =>
    isPublicAddress(address) || (options.allowLoopback && isLoopbackAddress(address));
  const [first] = found;
  if (first === undefined || !found.every(isAllowed))
    return refuse({
      code: 'forbidden_address',
      message: 'The name leads into a private network, or nowhere.',
    });
  // Over http to this machine alone, whatever the name said.
  if (url.protocol === 'http:' && !isLoopbackAddress(first))
    return refuse({ code: 'forbidden_address', message: 'Only https addresses are taken.' });
  return ok(first);
}

function post(
  url: URL,
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const family = isIP(address);
  const pinned: LookupFunction = (_host, { all }, done) => {
    if (all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      agent: false, // no connection is kept, nor shared with one to another address
      lookup: pinned,
      signal,
      maxHeaderSize: 16_384,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy(); // what it says is nobody's business
    });
    request.on('error', reject);
    request.end(body);
  });
}

function inTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('timed out')), { once: true });
    promise.then(resolve, reject);
  });
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return `No answer (${code ?? (error instanceof Error ? error.message : String(error))}).`;
}
