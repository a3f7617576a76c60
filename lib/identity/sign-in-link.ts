import { userByLogin } from '@/lib/identity/find-user';
import { normaliseLogin } from '@/lib/identity/login.core';
import { hashSecret, makeSecret } from '@/lib/identity/secret';
import { findLink, linkRefused, useLink } from '@/lib/identity/secret-link';
import type { SignedIn } from '@/lib/identity/session';
import { reserveLink } from '@/lib/identity/throttle';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { queueMail, sendsMail } from '@/lib/platform/mail/outbox';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** A link by e-mail signs in whoever reads the account's mail: for who forgot their password, or is kept out by guesses. */
const VALID_MINUTES = 15;
const LOGIN_MAX = 254;

/** Whether links by e-mail can be asked for. */
export function hasSignInLinks(): boolean {
  return sendsMail();
}

/**
 * Sends a link to the address of an account. One answer, at one time, whether or not there is one (A13): what is done for it is
 * done afterwards.
 */
export async function askSignInLink(login: string, address: string): Promise<Result<null>> {
  if (!hasSignInLinks()) return refuse({ code: 'no_mail', message: 'This site sends no e-mail.' });
  const normalised = normaliseLogin(login.slice(0, LOGIN_MAX));
  const reserved = await reserveLink({ login: normalised, address });
  if (!reserved.ok) return reserved;
  void send(normalised).catch((error: unknown) => log.error({ err: error }, 'a sign-in link was not sent'));
  return ok(null);
}

async function send(login: string): Promise<void> {
  const user = await userByLogin(login);
  if (!user?.email || user.disabledAt) return;
  const { id: userId, email } = user;
  const token = makeSecret();
  await db().$transaction(async (tx) => {
    const expiresAt = new Date((await databaseNow(tx)).getTime() + VALID_MINUTES * 60_000);
    await tx.secretLink.deleteMany({ where: { purpose: 'sign_in', userId, usedAt: null } });
    await tx.secretLink.create({
      data: { purpose: 'sign_in', userId, tokenHash: hashSecret(token), expiresAt },
    });
    await audit(tx, { actorId: null, action: 'sign_in_link.sent', subject: `user ${userId}` });
    const address = `${env().publicUrl}/sign-in/link/${token}`;
    await queueMail(tx, {
      recipients: [email],
      subject: 'Sign in / 登入',
      text:
        `Open this address within ${VALID_MINUTES} minutes to sign in. It works once.\n` +
        `If you did not ask for it, leave it: nothing has happened.\n\n` +
        `請在 ${VALID_MINUTES} 分鐘內開啟以下網址登入，僅能使用一次。若不是你要求的，請忽略。\n\n${address}\n`,
    });
  });
}

export interface ByLink extends SignedIn {
  /** What the person signs in with otherwise. */
  readonly login: string;
}

/** Whether a link can still be used. */
export async function isSignInLinkOpen(token: string): Promise<boolean> {
  return (await findLink(db(), 'sign_in', token)) !== null;
}

/** Uses a link up. */
export async function signInByLink(token: string): Promise<Result<ByLink>> {
  return db().$transaction(async (tx) => {
    const link = await useLink(tx, 'sign_in', token);
    const user = link?.userId ? await tx.user.findUnique({ where: { id: link.userId } }) : null;
    if (!user || user.disabledAt) return linkRefused();
    await audit(tx, { actorId: user.id, action: 'sign_in_link.used', subject: `user ${user.id}` });
    const login = user.studentId ?? user.email ?? '';
    return ok({ userId: user.id, sessionEpoch: user.sessionEpoch, login });
  });
}
