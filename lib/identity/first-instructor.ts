import { parseEmail, parsePersonName } from '@/lib/identity/login.core';
import { checkNewPassword, hashPassword } from '@/lib/identity/password';
import { hashSecret, makeSecret } from '@/lib/identity/secret';
import { findLink, linkRefused, useLink } from '@/lib/identity/secret-link';
import type { SignedIn } from '@/lib/identity/session';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockSite } from '@/lib/platform/database/locks';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

const VALID_MS = 7 * 86_400_000;

export interface FirstInstructor {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Of two processes, or two requests, at once, one makes the link or the account. */
async function lockSetup(tx: Tx): Promise<void> {
  await lockSite(tx, 'first instructor');
}

/**
 * The path of the one-time link with which the first account of an empty site is made; null when there are accounts. Each
 * call makes a new link and ends the one before, since a secret that is stored as a hash cannot be shown again.
 */
export async function ensureFirstInstructorLink(): Promise<string | null> {
  return db().$transaction(async (tx) => {
    await lockSetup(tx);
    if ((await tx.user.count()) > 0) return null;
    const token = makeSecret();
    await tx.secretLink.deleteMany({ where: { purpose: 'first_instructor', usedAt: null } });
    await tx.secretLink.create({
      data: {
        purpose: 'first_instructor',
        tokenHash: hashSecret(token),
        expiresAt: new Date((await databaseNow(tx)).getTime() + VALID_MS),
      },
    });
    return `/setup/${token}`;
  });
}

/** Whether the set-up page of this token may be shown. */
export async function isSetupOpen(token: string): Promise<boolean> {
  return (await db().user.count()) === 0 && (await findLink(db(), 'first_instructor', token)) !== null;
}

/** Makes the first account, which may create courses. */
export async function makeFirstInstructor(token: string, given: FirstInstructor): Promise<Result<SignedIn>> {
  if (!(await isSetupOpen(token))) return linkRefused();
  const checked = checkPerson(given);
  if (!checked.ok) return checked;
  const { name, email } = checked.value;
  const passwordHash = await hashPassword(given.password);
  return db().$transaction(async (tx) => {
    await lockSetup(tx);
    if ((await tx.user.count()) > 0 || !(await useLink(tx, 'first_instructor', token))) return linkRefused();
    const user = await tx.user.create({ data: { name, email, passwordHash, canCreateCourses: true } });
    await audit(tx, { actorId: user.id, action: 'user.first_instructor', subject: `user ${user.id}` });
    return ok({ userId: user.id, sessionEpoch: user.sessionEpoch });
  });
}

function checkPerson(given: FirstInstructor): Result<{ name: string; email: string }> {
  const name = parsePersonName(given.name);
  const email = parseEmail(given.email);
  const password = checkNewPassword(given.password, [name, email]);
  const problems: Problem[] = password.ok ? [] : [...password.problems];
  if (name === null)
    problems.push({ code: 'bad_name', field: 'name', message: 'Give a name of 1 to 100 characters.' });
  if (email === null)
    problems.push({
      code: 'bad_email',
      field: 'email',
      message: 'Give an e-mail address, like name@example.edu.',
    });
  return name !== null && email !== null && password.ok ? ok({ name, email }) : refuse(...problems);
}
