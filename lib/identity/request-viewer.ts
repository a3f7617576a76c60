import { openSession, sessionCookie, viewerOfSession } from '@/lib/identity/session';
import { viewerOfToken } from '@/lib/identity/tokens';
import type { Viewer } from '@/lib/identity/viewer';

/** `Bearer <token>`, or HTTP Basic with the login as user name and the token as password (RFC 6750, RFC 7617). */
export interface Credentials {
  readonly secret: string;
  /** Of HTTP Basic; the token must be of this account. */
  readonly login?: string;
}

/** What an Authorization header says; null for a form that is not known here. */
export function readAuthorization(value: string): Credentials | null {
  const match = /^(bearer|basic) +(\S+)$/i.exec(value.trim());
  if (!match) return null;
  const [, scheme = '', credentials = ''] = match;
  if (scheme.toLowerCase() === 'bearer') return { secret: credentials };
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? null : { secret: decoded.slice(colon + 1), login: decoded.slice(0, colon) };
}

/** Whose token an Authorization header has; null for none that works. */
export async function viewerOfAuthorization(value: string): Promise<Viewer | null> {
  const given = readAuthorization(value);
  return given && viewerOfToken(given.secret, given.login);
}

/** The value of the session's cookie among a request's cookies; null for none. */
export function sessionCookieOf(cookies: string | undefined): string | null {
  const { name } = sessionCookie();
  const pair = (cookies ?? '').split(/;\s*/).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? null;
}

/** Who sends a request, by its headers alone: by a token where one is given, and then by nothing else; else by session. */
export async function viewerOfHeaders(headers: {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
}): Promise<Viewer | null> {
  if (headers.authorization !== undefined) return viewerOfAuthorization(headers.authorization);
  const value = sessionCookieOf(headers.cookie);
  const claims = value === null ? null : await openSession(value);
  return claims && viewerOfSession(claims);
}
