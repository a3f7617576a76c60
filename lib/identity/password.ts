import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { SignedIn } from '@/lib/identity/session';
import { forgetAttempts, reserveAttempt } from '@/lib/identity/throttle';
import { needsOwnSignIn, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** In Unicode code points. NIST SP 800-63B, 5.1.1.2: length rules, no composition rules. */
export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 200;

/**
 * argon2id (the library's default algorithm) with the first parameters of the OWASP Password Storage Cheat Sheet:
 * 19 MiB of memory, 2 passes, 1 lane.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One reading of a password whatever keyboard it came from (NIST SP 800-63B, 5.1.1.2). */
const normalise = (password: string): string => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(normalise(password), PARAMETERS);
}

let noOnesHash: Promise<string> | undefined;

/**
 * Whether the password is the one of the hash. With null (no such account, or none with a password) the same work is done
 * for nothing, so that the time of an answer does not tell which accounts exist.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const decoy = await (noOnesHash ??= hashPassword(randomBytes(24).toString('base64url')));
  const matches = await verify(passwordHash ?? decoy, normalise(password));
  return passwordHash !== null && matches;
}

/** Refuses what is too short, too long, or what everybody would try first: the person's own login or name. */
export function checkNewPassword(
  password: string,
  known: readonly (string | null)[],
  field = 'password',
): Result<string> {
  const length = [...normalise(password)].length;
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    return refuse({
      code: 'password_length',
      field,
      message: `Use ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters; a few words in a row are good.`,
    });
  }
  const folded = normalise(password).toLowerCase();
  if (known.some((each) => each !== null && each.toLowerCase() === folded)) {
    return refuse({
      code: 'password_is_login',
      field,
      message: 'Choose something else than your name, student ID or e-mail.',
    });
  }
  return ok(password);
}

/** Stores a password and ends every session of the account. Returns what a new session is made from. */
export async function storePassword(tx: Tx, userId: string, passwordHash: string): Promise<SignedIn> {
  const user = await tx.user.update({
    where: { id: userId },
    data: { passwordHash, sessionEpoch: { increment: 1 } },
    select: { sessionEpoch: true },
  });
  await audit(tx, { actorId: userId, action: 'password.changed', subject: `user ${userId}` });
  return { userId, sessionEpoch: user.sessionEpoch };
}

/** Changes the viewer's password. All sessions end; what is returned begins the one that goes on. */
export async function changePassword(
  viewer: Viewer,
  current: string,
  next: string,
): Promise<Result<SignedIn>> {
  const elsewhere = needsOwnSignIn(viewer);
  if (elsewhere) return elsewhere;
  const user = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  const attempt = { login: `user:${user.id}`, address: 'signed-in' };
  const reserved = await reserveAttempt(attempt);
  if (!reserved.ok) return reserved;
  if (!(await verifyPassword(user.passwordHash, current))) {
    return refuse({
      code: 'wrong_password',
      field: 'current',
      message: 'The current password is not right.',
    });
  }
  await forgetAttempts(attempt);
  const checked = checkNewPassword(next, [user.email, user.studentId, user.name], 'next');
  if (!checked.ok) return checked;
  const passwordHash = await hashPassword(next);
  return ok(await db().$transaction((tx) => storePassword(tx, user.id, passwordHash)));
}
