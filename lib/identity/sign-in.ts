import { userByLogin } from '@/lib/identity/find-user';
import { normaliseLogin } from '@/lib/identity/login.core';
import { PASSWORD_LENGTH_MAX, verifyPassword } from '@/lib/identity/password';
import type { SignedIn } from '@/lib/identity/session';
import { forgetAttempts, reserveAttempt } from '@/lib/identity/throttle';
import { ok, refuse, type Result } from '@/lib/platform/result';

const LOGIN_MAX = 254;

/**
 * Sign-in by student ID or e-mail and password. Every failure but too many attempts has one answer and takes one time:
 * no such account, no password set, wrong password, disabled (A13).
 */
export async function signInWithPassword(
  login: string,
  password: string,
  address: string,
  device: string | null = null,
): Promise<Result<SignedIn>> {
  const attempt = { login: normaliseLogin(login.slice(0, LOGIN_MAX)), address, device };
  const reserved = await reserveAttempt(attempt);
  if (!reserved.ok) return reserved;
  const user = login.length <= LOGIN_MAX ? await userByLogin(login) : null;
  const matches = await verifyPassword(
    user?.passwordHash ?? null,
    password.slice(0, PASSWORD_LENGTH_MAX * 2),
  );
  if (!user || !matches || user.disabledAt) {
    return refuse({ code: 'wrong_login', message: 'Student ID or e-mail and password do not match.' });
  }
  await forgetAttempts(attempt);
  return ok({ userId: user.id, sessionEpoch: user.sessionEpoch });
}
