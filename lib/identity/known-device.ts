import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { normaliseLogin } from '@/lib/identity/login.core';
import { usesSecureCookies } from '@/lib/identity/session';
import { secrets } from '@/lib/platform/secrets';

/**
 * A browser that has signed in to an account is known to it by a cookie of its own, which outlives the session: guesses from
 * elsewhere then do not keep the account's owner out. It lets nobody in; it only says whose attempts are counted together.
 */
export const DEVICE_SECONDS = 180 * 24 * 60 * 60;
/** Accounts a browser remembers; a lab's computer is used by many. */
const LOGINS_MAX = 10;

const schema = z.object({
  device: z.uuid(),
  /** Of the logins it was used with. */
  logins: z.array(z.string().max(50)).max(LOGINS_MAX),
  until: z.number(),
});
type Device = z.infer<typeof schema>;

export function deviceCookieName(): string {
  return `${usesSecureCookies() ? '__Host-' : ''}saddlepoint-device`;
}

/** The device that a browser's cookies name, if the login was used in it; null for another, or none. */
export function knownDevice(cookies: string | undefined, login: string, now: Date): string | null {
  const known = read(cookies, now);
  return known?.logins.includes(hashOf(login)) ? known.device : null;
}

/** A Set-Cookie line by which the browser is known to this account from now on. */
export function rememberDevice(cookies: string | undefined, login: string, now: Date): string {
  const known = read(cookies, now);
  const logins = [hashOf(login), ...(known?.logins ?? [])];
  const device: Device = {
    device: known?.device ?? randomUUID(),
    logins: [...new Set(logins)].slice(0, LOGINS_MAX),
    until: now.getTime() + DEVICE_SECONDS * 1_000,
  };
  const body = Buffer.from(JSON.stringify(device)).toString('base64url');
  const secure = usesSecureCookies() ? '; Secure' : '';
  const value = `${body}.${signatureOf(body)}`;
  return `${deviceCookieName()}=${value}; Path=/; Max-Age=${DEVICE_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

function read(cookies: string | undefined, now: Date): Device | null {
  const name = `${deviceCookieName()}=`;
  const pair = (cookies ?? '').split(/;\s*/).find((each) => each.startsWith(name));
  const [body = '', signature = ''] = pair?.slice(name.length).split('.') ?? [];
  const [given, wanted] = [Buffer.from(signature), Buffer.from(signatureOf(body))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const parsed = schema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  return parsed.success && parsed.data.until > now.getTime() ? parsed.data : null;
}

function hashOf(login: string): string {
  return createHash('sha256').update(normaliseLogin(login)).digest('base64url');
}

function signatureOf(body: string): string {
  return createHmac('sha256', `saddlepoint device ${secrets().secret}`).update(body).digest('base64url');
}
