import { checkNewPassword, hashPassword, storePassword } from '@/lib/identity/password';
import { findLink, linkRefused, useLink } from '@/lib/identity/secret-link';
import type { SignedIn } from '@/lib/identity/session';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface Invited {
  readonly name: string;
  /** What the person will sign in with. */
  readonly login: string;
}

/** Whom an invitation is for; null when it cannot be used (any more). */
export async function readInvitation(token: string): Promise<Invited | null> {
  const link = await findLink(db(), 'set_password', token);
  if (!link?.userId) return null;
  const user = await db().user.findUnique({ where: { id: link.userId } });
  if (!user || user.disabledAt) return null;
  return { name: user.name, login: user.studentId ?? user.email ?? '' };
}

/** Sets the password of whom the link was made for, and uses the link up. */
export async function setPasswordByLink(token: string, password: string): Promise<Result<SignedIn>> {
  const link = await findLink(db(), 'set_password', token);
  const user = link?.userId ? await db().user.findUnique({ where: { id: link.userId } }) : null;
  if (!user || user.disabledAt) return linkRefused();
  const checked = checkNewPassword(password, [user.email, user.studentId, user.name]);
  if (!checked.ok) return checked;
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    const used = await useLink(tx, 'set_password', token);
    return used ? ok(await storePassword(tx, user.id, passwordHash)) : linkRefused();
  });
}
