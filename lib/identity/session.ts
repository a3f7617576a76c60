import { createHmac } from 'node:crypto';
import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { secrets } from '@/lib/platform/secrets';

/** What a session's cookie says, encrypted. Everything else is read from the database at each request. */
export interface SessionClaims {
  readonly userId: string;
  readonly sessionEpoch: number;
}

export const SESSION_SECONDS = 30 * 24 * 60 * 60;

const claimsSchema = z.object({ userId: z.uuid(), sessionEpoch: z.int().min(0) });

let derived: string | undefined;

/** The key of sessions, derived from the installation's secret. */
export function sessionSecret(): string {
  return (derived ??= createHmac('sha256', secrets().secret)
    .update('saddlepoint sessions')
    .digest('base64url'));
}

/** Whether cookies are sent over https alone: when the public address is https. */
export function usesSecureCookies(): boolean {
  return env().publicUrl.startsWith('https:');
}

/** next-auth's own name and flags of the session's cookie. */
export function sessionCookie(): { readonly name: string; readonly options: SessionCookieOptions } {
  const secure = usesSecureCookies();
  return {
    name: `${secure ? '__Secure-' : ''}next-auth.session-token`,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: SESSION_SECONDS },
  };
}

export interface SessionCookieOptions {
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly path: '/';
  readonly secure: boolean;
  readonly maxAge: number;
}

/** The cookie's value for a session. */
export function sealSession(claims: SessionClaims): Promise<string> {
  return encode({ token: { ...claims }, secret: sessionSecret(), maxAge: SESSION_SECONDS });
}

/** What a cookie's value says; null for what we did not seal, or too long ago. */
export async function openSession(value: string): Promise<SessionClaims | null> {
  let token;
  try {
    token = await decode({ token: value, secret: sessionSecret() });
  } catch {
    return null; // altered, expired, or sealed under another secret: all mean "not signed in"
  }
  return parseClaims(token);
}

/** A decrypted token's claims; null when it has none. */
export function parseClaims(token: unknown): SessionClaims | null {
  const claims = claimsSchema.safeParse(token);
  return claims.success ? claims.data : null;
}

/** Who holds a session, as the database says at this moment; null when it ended (A18). */
export async function viewerOfSession(claims: SessionClaims): Promise<Viewer | null> {
  const user = await db().user.findUnique({
    where: { id: claims.userId },
    select: { id: true, name: true, canCreateCourses: true, sessionEpoch: true, disabledAt: true },
  });
  if (!user || user.disabledAt || user.sessionEpoch !== claims.sessionEpoch) return null;
  return { userId: user.id, name: user.name, canCreateCourses: user.canCreateCourses };
}
