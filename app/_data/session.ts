import 'server-only';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { DEVICE_SECONDS, rememberDevice } from '@/lib/identity/known-device';
import { viewerOfAuthorization } from '@/lib/identity/request-viewer';
import {
  openSession,
  sealSession,
  sessionCookie,
  startSession,
  viewerOfSession,
  type SignedIn,
} from '@/lib/identity/session';
import type { Viewer } from '@/lib/identity/viewer';
import { env } from '@/lib/platform/env';

/** Who is signed in, asked of the database once a request; null for nobody, or when the session has ended (A18). */
export const currentViewer = cache(async (): Promise<Viewer | null> => {
  const value = (await cookies()).get(sessionCookie().name)?.value;
  if (!value) return null;
  const claims = await openSession(value);
  return claims && viewerOfSession(claims);
});

export interface Asked {
  readonly viewer: Viewer;
  readonly by: 'session' | 'token';
}

/** Who sends a request: by a token where one is given (and then by nothing else), else by the session's cookie. */
export async function requestViewer(request: Request): Promise<Asked | null> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const viewer = await viewerOfAuthorization(authorization);
    return viewer && { viewer, by: 'token' };
  }
  const viewer = await currentViewer();
  return viewer && { viewer, by: 'session' };
}

/** Signs the browser in: the answer carries the session's cookie. With a course, into that course alone. */
export async function beginSession(who: SignedIn, courseId: string | null = null): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await sealSession(await startSession(who, courseId)), options);
}

/** The browser is known to an account from now on: guesses from elsewhere do not keep its owner out of it. */
export async function rememberBrowser(login: string): Promise<void> {
  const line = rememberDevice((await headers()).get('cookie') ?? undefined, login, new Date());
  const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
  const { options } = sessionCookie();
  (await cookies()).set(name, value, { ...options, maxAge: DEVICE_SECONDS });
}

/** Where people reach the site: as configured, else where this request went. No trailing slash. */
export async function siteOrigin(): Promise<string> {
  if (env().SADDLEPOINT_URL) return env().publicUrl;
  const given = await headers();
  const host = given.get('x-forwarded-host') ?? given.get('host');
  const protocol = given.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return host ? `${protocol}://${host}` : env().publicUrl;
}
