import { createHmac } from 'node:crypto';
import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import type { Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { secrets } from '@/lib/platform/secrets';

/** Somebody who has shown who they are: what a session is begun from. */
export interface SignedIn {
  readonly userId: string;
  /** Of the account at that moment: when it is raised, the sessions begun under it end. */
  readonly sessionEpoch: number;
}

/** What a session's cookie says, encrypted. Everything else is read from the database at each request. */
export interface SessionClaims {
  readonly sessionId: string;
  readonly userId: string;
}

export const SESSION_SECONDS = 30 * 24 * 60 * 60;

const claimsSchema = z.object({ sessionId: z.uuid(), userId: z.uuid() });

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

/**
 * Begins a session. With a course it opens that course alone, and not the account itself: who vouched for the person (a learning
 * platform) was chosen by the staff of that course, and is nobody's word elsewhere.
 */
export async function startSession(
  { userId, sessionEpoch }: SignedIn,
  courseId: string | null = null,
): Promise<SessionClaims> {
  return db().$transaction(async (tx) => {
    const now = await databaseNow(tx);
    await tx.session.deleteMany({ where: { userId, expiresAt: { lte: now } } });
    const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1_000);
    const { id } = await tx.session.create({ data: { userId, sessionEpoch, courseId, expiresAt } });
    return { sessionId: id, userId };
  });
}

/** Ends one session, here and wherever its cookie was copied to. */
export async function endSession({ sessionId, userId }: SessionClaims): Promise<void> {
  await db().session.deleteMany({ where: { id: sessionId, userId } });
}

/** Who holds a session, as the database says at this moment; null when it ended (A18). */
export async function viewerOfSession({ sessionId, userId }: SessionClaims): Promise<Viewer | null> {
  const [row] = await db().$queryRaw<{ name: string; mayCreate: boolean; courseId: string | null }[]>`
    SELECT u.name, u.can_create_courses AS "mayCreate", s.course_id AS "courseId"
    FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${sessionId}::uuid AND s.user_id = ${userId}::uuid AND s.expires_at > app_now()
      AND s.session_epoch = u.session_epoch AND u.disabled_at IS NULL`;
  if (!row) return null;
  const by = { kind: 'session', id: sessionId } as const;
  if (row.courseId === null) return { userId, name: row.name, canCreateCourses: row.mayCreate, by };
  return { userId, name: row.name, canCreateCourses: false, by, onlyCourseId: row.courseId };
}
